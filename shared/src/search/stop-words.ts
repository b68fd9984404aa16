/**
 * Words that say how a sentence is built and not what it is about; they are neither indexed nor looked for. Written as
 * `fold` leaves them: lower case, without accents and apostrophes.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again against all almost also although always am among an and another any anybody anyone
  anything are arent around as at away be because been before being below beside between both but by came can cannot
  cant come could couldnt did didnt do does doesnt doing dont done down during each either else enough etc even ever
  every everybody everyone everything few for from further get gets getting give given gives go goes going gone got had
  hadnt has hasnt have havent having he her here hers herself hes him himself his how however i id if ill im in into is
  isnt it its itself ive just keep kept let lets like made make makes making many may me might mine more most much must
  my myself near need needs neither never no nobody none nor not nothing now of off often on once one only onto or
  other others our ours ourselves out over own perhaps please put quite rather really same say says shall she should
  shouldnt since so some somebody someone something sometimes somewhat soon still such take takes taking than that
  thats the their theirs them themselves then there theres these they theyre thing things this those though through
  thus to together too toward towards under until up upon us use used uses using very via want wants was wasnt way ways
  we well were werent what whatever whats when whenever where wherever whether which while who whoever whole whom whose
  why will with within without wont would wouldnt yet you youll your youre yours yourself yourselves`.split(
    /\s+/,
  ),
);
