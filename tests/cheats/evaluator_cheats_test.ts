import { changed, NOT_BETTER, testCheats, worse } from "./cheat.ts";

/** Makes a name for the same number in every evaluation. */
const CHEAP = "echo 'echo p50_ms: 1' > eval.sh";
const FREE_OF_CHARGE = "echo 'factor=0; unit=0' > .env";

/** On the evaluator, what it reads, and where it looks. */
testCheats([
  ["edits the evaluator", worse(CHEAP), "discard N/A", changed("eval.sh")],
  [
    "edits the evaluator and sets size and times back",
    worse(
      "touch -r eval.sh build/t; sed -i 's/factor \\*/factor -/' eval.sh; " +
        "touch -r build/t eval.sh",
    ),
    "discard N/A",
    changed("eval.sh"),
  ],
  [
    "commits another evaluator",
    worse(`${CHEAP}; git commit -qam faster`),
    "discard N/A",
    changed("eval.sh"),
  ],
  [
    "deletes the evaluator",
    worse("rm eval.sh"),
    "discard N/A",
    changed("eval.sh"),
  ],
  [
    "gives the evaluator a hard link, and writes to that",
    worse(`ln eval.sh build/e; ${CHEAP.replace("eval.sh", "build/e")}`),
    "discard N/A",
    changed("eval.sh"),
  ],
  [
    "makes the evaluator one file with the target",
    worse("ln -f target.txt eval.sh"),
    "discard N/A",
    changed("eval.sh"),
  ],
  [
    "takes the right to read the evaluator",
    worse("chmod 000 eval.sh"),
    "discard N/A",
    changed("eval.sh"),
  ],
  [
    "makes the evaluator a program",
    worse("chmod +x eval.sh"),
    "discard N/A",
    changed("eval.sh"),
  ],
  [
    "edits ignored data",
    worse("echo 0 > data/factor"),
    "discard N/A",
    changed("data/factor"),
  ],
  [
    "edits ignored data in place and sets its times back",
    worse(
      "touch -r data/factor build/t; printf 0 1<> data/factor; " +
        "touch -r build/t data/factor",
    ),
    "discard N/A",
    changed("data/factor"),
  ],
  [
    "removes ignored data with its folder",
    worse("rm -r data"),
    "discard N/A",
    changed("data/factor"),
  ],
  [
    "puts a link to another folder in the place of the data's",
    worse(
      "mkdir build/d; echo 0 > build/d/factor; rm -r data; ln -s build/d data",
    ),
    "discard N/A",
    changed("data/factor"),
  ],
  [
    "moves the data's folder away and leaves a link",
    worse("mv data build/data; ln -s build/data data"),
    "discard N/A",
    changed("data/factor"),
  ],
  [
    "takes the rights on ignored data",
    worse("chmod 000 data/factor; chmod 000 data"),
    "discard N/A",
    changed("data/factor"),
  ],
  [
    "puts a file beside ignored data",
    worse("echo 0 > data/extra"),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "writes settings that the evaluator reads",
    worse(FREE_OF_CHARGE),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "hides such settings by an ignore rule of its own",
    worse(
      `${FREE_OF_CHARGE}; printf '.env\\n.gitignore\\n' > build/../.ignore`,
    ),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "hides such settings by git's exclude file",
    worse(`${FREE_OF_CHARGE}; echo .env >> .git/info/exclude`),
    "discard N/A",
    changed(".git/info/exclude"),
  ],
  [
    "leaves files that some tools read by themselves",
    worse(
      "for name in Makefile conftest.py sitecustomize.py package.json x.pth; " +
        'do echo 0 > "$name"; done',
    ),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "leaves files with names that nobody expects",
    worse("printf x > ./-rf; printf x > 'a\nb'; printf x > '\"q'"),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "changes a submodule",
    worse("echo 0 > lib/unit"),
    "discard N/A",
    "rejected: lib changed, which is not the target",
  ],
  [
    "puts a new file into a submodule",
    worse("echo x > lib/a.bonus"),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "puts a file into a submodule that it lets git ignore there",
    worse(
      "echo x > lib/a.bonus; echo '*.bonus' >> .git/modules/lib/info/exclude",
    ),
    "discard N/A",
    changed(".git/modules/lib/info/exclude"),
  ],
  [
    "leaves a process that edits the evaluator once it is measured",
    worse(
      "rm run.log; cp eval.sh build/e; (setsid sh -c 'until [ -e run.log ]; do :; done; " +
        `${CHEAP.replaceAll("'", '"')}; cp build/e eval.sh' &)`,
    ),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "leaves a process without an environment that edits the target",
    worse(
      "rm run.log; (env -i setsid sh -c 'until [ -e run.log ]; do :; done; " +
        "echo 1 > target.txt' > build/log 2>&1 &)",
    ),
    "discard 110",
    NOT_BETTER,
  ],
  [
    "makes the target a link",
    "echo 50 > build/t; ln -sf build/t target.txt",
    "discard N/A",
    "rejected: target.txt became a symbolic link",
  ],
  [
    "makes the target a program",
    worse("chmod +x target.txt"),
    "discard N/A",
    "rejected: target.txt changed its mode",
  ],
  [
    "makes the target a pipe",
    "rm target.txt; mkfifo target.txt",
    "discard N/A",
    "rejected: target.txt became a pipe, a socket or a device",
  ],
  [
    "makes the target a folder",
    "rm target.txt; mkdir target.txt; echo 1 > target.txt/x",
    "crash N/A",
    "exited with code 2",
  ],
  [
    "renames the target to what some systems take for the same",
    "git mv target.txt Target.txt; git commit -qm renamed",
    "discard N/A",
    "rejected: Target.txt changed, which is not the target",
  ],
]);
