package io.grampus.cli;

import io.grampus.build.text.ClosestWord;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;

/**
 * Reads one of a few words, and lists them: the names of an enum in small letters, with hyphens.
 *
 * @param <T> the enum
 */
abstract class WordConverter<T extends Enum<T>> implements ITypeConverter<T>, Iterable<String> {
  private final String what;
  private final Map<String, T> words = new LinkedHashMap<>();

  /**
   * Knows the words.
   *
   * @param what what errors call it
   */
  WordConverter(String what, T[] values) {
    this.what = what;
    for (T value : values) {
      words.put(value.name().toLowerCase(Locale.ROOT).replace('_', '-'), value);
    }
  }

  @Override
  public final T convert(String text) {
    T value = words.get(text);
    if (value == null) {
      throw new UsageException(
          "there is no " + what + " \"" + text + "\"" + ClosestWord.question(text, words.keySet()),
          "it can be " + String.join(", ", words.keySet()));
    }
    return value;
  }

  @Override
  public final Iterator<String> iterator() {
    return words.keySet().iterator();
  }
}
