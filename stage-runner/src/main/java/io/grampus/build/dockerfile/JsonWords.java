package io.grampus.build.dockerfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The exec form: a JSON array of strings where a line of text could stand too. */
final class JsonWords {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonWords() {}

  /**
   * The array's strings, or nothing where the text is not a JSON array and is to be taken as it is.
   *
   * @throws DockerfileException for a JSON array that holds something else than strings, or a
   *     string with a NUL character, which ends strings for the kernel
   */
  static Optional<List<String>> parse(String text, SourceRange at) {
    if (!GoSpace.trimLeft(text).startsWith("[")) {
      return Optional.empty();
    }
    List<@Nullable String> elements = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(GoSpace.trimLeft(text))) {
      parser.nextToken();
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        elements.add(token == JsonToken.VALUE_STRING ? withoutLoneSurrogates(parser) : null);
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        return Optional.empty();
      }
    } catch (IOException notJson) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    for (String element : elements) {
      if (element == null) {
        throw new DockerfileException(
            "dockerfile-json",
            "when using JSON array syntax, arrays must be comprised of strings only",
            "put every element in double quotes",
            at);
      }
      if (element.indexOf('\0') >= 0) {
        throw new DockerfileException(
            "dockerfile-json",
            "a string holds a NUL character",
            "remove \\u0000: no path and no argument of a program can hold it",
            at);
      }
      words.add(element);
    }
    return Optional.of(words);
  }

  /** A surrogate escape without its partner has no UTF-8; it becomes the replacement character. */
  private static String withoutLoneSurrogates(JsonParser parser) throws IOException {
    StringBuilder text = new StringBuilder();
    parser
        .getText()
        .codePoints()
        .map(codePoint -> codePoint >= 0xD800 && codePoint <= 0xDFFF ? 0xFFFD : codePoint)
        .forEach(text::appendCodePoint);
    return text.toString();
  }
}
