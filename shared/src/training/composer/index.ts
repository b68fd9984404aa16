export { type ComposeInput, type Composed, composeOutline } from './compose.ts';
