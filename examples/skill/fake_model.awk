# A stand-in for a language model, which it is not: with it the example can be
# tried, and tested, without a key. It repeats the note, and does to it what the
# skill asks for in words that it knows: full stop, imperative, area, issue. It
# is called as  awk -f fake_model.awk

/^Note: / { note = substr($0, 7); next }
/^Area: / { area = substr($0, 7); next }
/^Issue: / { issue = substr($0, 8); next }
/^description: / { next }
{ skill = skill " " tolower($0) }

END {
  if (skill ~ /full stop/) sub(/\.$/, "", note)
  if (skill ~ /imperative/) {
    sub(/I added /, "add ", note)
    sub(/I fixed /, "fix ", note)
    sub(/I removed /, "remove ", note)
    sub(/I renamed /, "rename ", note)
  }
  if (skill ~ /area/ && area != "") note = area ": " note
  if (skill ~ /issue/ && issue != "") note = note " (#" issue ")"
  print note
}
