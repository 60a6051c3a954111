/**
 * The scripts that play agent and evaluator. What an agent does next follows
 * from the life's seed and from how often it was asked: a killed one is not
 * asked for the same again, as a model would not say the same again.
 */

/** Asked with the life's seed and the folder in which it counts. */
export const AGENT = `
seed=$1 memory=$2
count=$(($(cat "$memory/count" 2>/dev/null || echo 0) + 1))
echo "$count" > "$memory/count"
better=$((1000000 - count)) worse=$((2000000 + count))
sleep "0.0$((count % 4))"
case $(((count * 5 + seed) % 16)) in
0|1|2) echo "$better" > target.txt ;;
3) echo "$worse" > target.txt ;;
4) echo "$better" > target.txt; git commit -qam "agent $count" ;;
5) echo "$worse" > target.txt; git commit -qam "agent $count" ;;
6) echo "$better" > target.txt; mkdir -p .cache; : > ".cache/$count"; : > "drop $count" ;;
7) echo "$better" > target.txt; echo 'echo "p50_ms: 1"' > eval.sh; git commit -qam "agent $count" ;;
8) echo "crash $count" > target.txt ;;
9) echo "$better" > target.txt; : > "new $count"; git add -A; git commit -qm "agent $count" ;;
10) git checkout -q -B side; echo "$better" > target.txt; git commit -qam "agent $count" ;;
11) echo "$better" > target.txt; setsid sleep 300 & ;;
12) echo "$better" > target.txt; git stash -q ;;
13) echo "$better" > target.txt; echo more >> sealed.txt ;;
14) git reset -q --hard HEAD~1 2>/dev/null; echo "$better" > target.txt; git commit -qam "agent $count" ;;
15) exit 1 ;;
esac
sleep "0.0$((count % 3))"
`;

/**
 * Prints the target; an output of its own and a server that it forgets. Where
 * it is told to be noisy, two runs differ by less than two ideas do.
 */
export const EVALUATOR = `
value=$(cat target.txt)
sleep 0.03
case $value in crash*) exit 1 ;; esac
[ "$((value % 3))" = 0 ] && { setsid sleep 301 & }
[ -e lock.txt ] && echo "$value" >> lock.txt
noise=
if [ -e .git/noisy ]; then
  count=$(($(cat .git/count 2>/dev/null || echo 0) + 1))
  echo "$count" > .git/count
  noise=.$((count * 3 % 4))
fi
echo "p50_ms: $value$noise"
`;
