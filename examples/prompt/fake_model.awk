# A stand-in for a language model, which it is not: with it the example can be
# tried, and tested, without a key. It files a message under the label whose
# description shares the most words with it, and answers with that label alone
# only where the prompt says so. It is called as  awk -f fake_model.awk

/^<message>$/ { isMessage = 1; next }
/^<\/message>$/ { isMessage = 0; next }
isMessage { message = message " " $0; next }

/^- [a-z]+: / {
  label = substr($2, 1, length($2) - 1)
  labels[++count] = label
  about[label] = substr($0, index($0, ":") + 1)
}

tolower($0) ~ /one word|nothing else/ { isBrief = 1 }

END {
  answer = ("other" in about) ? "other" : labels[1]
  for (i = 1; i <= count; i++) {
    words = shared(about[labels[i]], message)
    if (words <= most) continue
    most = words
    answer = labels[i]
  }
  print isBrief ? answer : "This looks like a matter of " answer " to me."
}

# How many words of two texts begin alike; short ones say nothing.
function shared(one, other,   words, known, total, i) {
  total = split(tolower(one), words, /[^a-z]+/)
  for (i = 1; i <= total; i++) {
    if (length(words[i]) > 2) known[substr(words[i], 1, 5)] = 1
  }
  total = split(tolower(other), words, /[^a-z]+/)
  one = 0
  for (i = 1; i <= total; i++) {
    if (substr(words[i], 1, 5) in known) one++
  }
  return one
}
