package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Collects the words of an expansion: characters that may separate and characters that may not. */
final class WordList {
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();

  /** Adds text whose white space separates words. */
  void addSplitting(String text) {
    text.codePoints().forEach(this::addSplitting);
  }

  void addSplitting(int codePoint) {
    if (GoSpace.isSpace(codePoint)) {
      endWord();
    } else {
      word.appendCodePoint(codePoint);
    }
  }

  /** Adds text that belongs to the current word, whatever it is. */
  void addWhole(String text) {
    word.append(text);
  }

  void addWhole(int codePoint) {
    word.appendCodePoint(codePoint);
  }

  List<String> finish() {
    endWord();
    return words;
  }

  private void endWord() {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
