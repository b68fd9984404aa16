/**
 * Preloaded by the npm scripts (`node --import`): takes the settings of a .env in the folder that the
 * app starts in, where there is one. What the environment sets already wins over the file.
 */
try {
  process.loadEnvFile('.env');
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

export {};
