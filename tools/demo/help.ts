export const HELP = `Shows the main job on real input, and checks every answer.

  npm run demo -- urls.txt
      Shortens every URL of the file (one on each line), then follows every short link
      and compares where it leads. Starts a Fleetlink of its own and removes it again.

  npm run demo -- --clicks clicks.jsonl
      Replays a click log and compares the statistics with what the log says, by code, country,
      referrer, hour and language. Each line is a JSON object with g (code), u (URL), a (User-Agent),
      t (Unix seconds) and maybe r (Referer), al (Accept-Language) and c (country);
      lines without an a are skipped. An expected-aggregates.json beside the file is the
      yardstick where there is one.

  npm run demo -- --crash
  npm run demo -- --crash urls.txt --rounds 5 --seed 42
      Kills the process in the middle of its work (kill -9), starts it again, and looks for
      every link that was acknowledged and every click that was answered.

Options
  --target URL   use this running Fleetlink instead: npm run demo -- urls.txt --target http://127.0.0.1:8080
                 (for --clicks it must have been started with CLICK_OVERRIDES=on)
  --key KEY      the API key for it
  --rounds N     how often --crash kills (3)
  --seed N       repeats the choices of an earlier --crash (random)
  --help         this page

Ends with exit code 0 if everything was right, 1 if anything was wrong, 2 if the command was.
`;
