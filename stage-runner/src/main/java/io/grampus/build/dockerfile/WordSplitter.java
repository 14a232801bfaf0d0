package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Cuts an instruction's arguments into words. */
final class WordSplitter {
  private WordSplitter() {}

  /** Cuts at every run of blanks; quotes mean nothing. */
  static List<String> atBlanks(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int index = 0; index <= text.length(); index++) {
      if (index == text.length() || GoSpace.isSeparator(text.charAt(index))) {
        if (index > start) {
          words.add(text.substring(start, index));
        }
        start = index + 1;
      }
    }
    return words;
  }

  /** Cuts at blanks outside quotes; quotes and escapes stay in the words. */
  static List<String> atUnquotedBlanks(String text, char escape) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (quote == 0 && GoSpace.isSpace(character)) {
        addUnlessEmpty(words, word);
        continue;
      }
      if (character == escape && quote != '\'') {
        if (index + 1 == text.length()) {
          break;
        }
        word.append(character).append(text.charAt(++index));
        continue;
      }
      if (character == quote) {
        quote = 0;
      } else if (quote == 0 && (character == '\'' || character == '"')) {
        quote = character;
      }
      word.append(character);
    }
    addUnlessEmpty(words, word);
    return words;
  }

  private static void addUnlessEmpty(List<String> words, StringBuilder word) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
