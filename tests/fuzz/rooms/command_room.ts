import {
  commandFiles,
  programOf,
  scriptOf,
} from "../../../src/core/text/command.ts";
import type { Draw } from "../draw.ts";
import { mutate, oddText } from "../odd_text.ts";
import { claim, makeRoom } from "../room.ts";

const COMMANDS: readonly [string, ...string[]] = [
  "python eval.py",
  "cd ci && uv run --with x ./bench.py --n=3 > out.log 2>&1",
  "sh -c 'cd a && sh \"$PWD/b c.sh\"; echo done' # trailing",
  "env A=1 timeout 60s nice -n 3 node --require ./x.js bench.js",
  '(cd a; make -C b bench) && cat <(sort "x y") | tee log',
  "bash -euo pipefail -c \"python -m pkg.mod --data='a b.csv'\"",
  "for i in 1 2; do ./run.sh $i; done\nexec pytest tests/t.py::case",
];

function makeInput(draw: Draw): string {
  const command = mutate(draw, draw.pick(...COMMANDS));
  const joined = draw.chance(0.3)
    ? `${command}${draw.pick(" && ", "; ", " | ", "\n")}${oddText(draw)}`
    : command;
  // Each level is a word of the one around it.
  return draw.list(0, draw.chance(0.1) ? 8 : 1, () => draw.pick("'", '"'))
    .reduce((inner, mark) => `sh -c ${mark}${inner}${mark}`, joined);
}

/** Names that a command may mean stay below the project, each once. */
export const commandRoom = makeRoom("command", 8, makeInput, (command) => {
  const files = commandFiles(command);
  claim(new Set(files).size === files.length, () => "a file is there twice");
  const script = scriptOf(command);
  claim(
    script === undefined || !/^(?:\/|\.\.(?:\/|$))/.test(script),
    () => `the script lies outside: ${script}`,
  );
  const program = programOf(command);
  claim(program === undefined || program.length > 0, () => "an empty program");
});
