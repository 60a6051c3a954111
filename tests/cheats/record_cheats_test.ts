import { changed, NOT_BETTER, testCheats, worse } from "./cheat.ts";

const CHEAP = "echo 'echo p50_ms: 1' > eval.sh";
const FOLDER = ".autoresearch/experiments";

/** On what the tool writes down, and on what it says. */
testCheats([
  [
    "turns the direction round",
    worse("sed -i s/lower/higher/ .autoresearch.cfg"),
    "discard N/A",
    changed(".autoresearch.cfg"),
  ],
  [
    "edits the programme",
    worse("echo Keep everything >> program.md"),
    "discard N/A",
    changed("program.md"),
  ],
  [
    "writes a row of its own",
    worse("printf 'abc1234\\t1.000000\\tkeep\\tfaked\\n' >> results.tsv"),
    "discard N/A",
    changed("results.tsv"),
  ],
  [
    "makes the best row a bad one",
    worse("sed -i 's/100.000000/900.000000/' results.tsv"),
    "discard N/A",
    changed("results.tsv"),
  ],
  [
    "puts a folder in the ledger's place",
    worse("rm results.tsv; mkdir results.tsv"),
    "discard N/A",
    changed("results.tsv"),
  ],
  [
    "edits the announcement of the experiment",
    worse("echo '{}' > .autoresearch/state.json"),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "forgets the seals and their copies, and edits data",
    worse(
      "echo 0 > data/factor; echo '[]' > .autoresearch/seals.json; " +
        "rm -r .autoresearch/sealed",
    ),
    "discard N/A",
    changed("data/factor"),
  ],
  [
    "edits the copies as well as the data",
    worse(
      "echo 0 > data/factor; " +
        "for copy in .autoresearch/sealed/*; do echo 0 > $copy; done",
    ),
    "discard N/A",
    changed("data/factor"),
  ],
  [
    "lets the baseline's record say that the evaluator changes itself",
    worse(
      `sed -i 's/"changed": \\[\\]/"changed": ["eval.sh", "data\\/factor"]/' ` +
        `${FOLDER}/0000/experiment.json`,
    ),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "sets a flag in the tool's own index",
    worse(
      "GIT_INDEX_FILE=.autoresearch/index git update-index --assume-unchanged eval.sh; " +
        CHEAP,
    ),
    "discard N/A",
    changed("eval.sh"),
  ],
  [
    "removes the tool's index and flags the user's",
    worse(
      "rm .autoresearch/index; git update-index --assume-unchanged eval.sh; " +
        CHEAP,
    ),
    "discard N/A",
    changed("eval.sh"),
  ],
  [
    "lets what is taken away come back by a link",
    worse(
      `mkdir -p ${FOLDER}/0001; ln -s ../../.. ${FOLDER}/0001/leavings; ` +
        "echo 'factor=0; unit=0' > .env",
    ),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "puts a link in the place of the tool's folder",
    worse("mv .autoresearch build/a; ln -s build/a .autoresearch"),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "deletes the tool's folder, and edits data",
    worse("rm -r .autoresearch; echo 0 > data/factor"),
    "discard N/A",
    changed("data/factor"),
  ],
  [
    "deletes the refs of all candidates",
    worse(
      "git for-each-ref --format='%(refname)' refs/autoresearch | " +
        "while read -r ref; do git update-ref -d $ref; done",
    ),
    "discard N/A",
    changed("refs/autoresearch/t1/0"),
  ],
  [
    "makes the ref of its own candidate first",
    worse(
      'git update-ref refs/autoresearch/t1/1 "$(git commit-tree -m x HEAD^{tree})"',
    ),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "makes the log a link to the evaluator",
    worse("rm -f run.log; ln -s eval.sh run.log"),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "prints 100 MB",
    worse("head -c 100000000 /dev/zero"),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "says its idea in terminal escapes and tabs",
    worse(
      "printf '\\033[2J\\033]0;x\\007keep\\t1.0\\tkeep' > $AUTORESEARCH_IDEA_FILE",
    ),
    "discard 110",
    NOT_BETTER,
  ],
]);
