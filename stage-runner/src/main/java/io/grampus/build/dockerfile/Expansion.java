package io.grampus.build.dockerfile;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One run of a {@link WordExpander} over one word: the cursor and what was found on the way. */
final class Expansion {
  /** Beyond this many characters a result is an attack, not a value: a kernel takes 128 KiB. */
  static final int LARGEST_RESULT = 8 << 20;

  private static final int END = -1;
  private static final int DEEPEST_NESTING = 100;
  private static final String MISSING_BRACE = "syntax error: missing '}'";

  private final String source;
  private final Map<String, String> variables;
  private final char escape;
  private final Set<WordExpander.Option> options;
  private final SourceRange at;
  private final Set<String> matched = new TreeSet<>();
  private final Set<String> unmatched = new TreeSet<>();
  private int position;
  private int depth;
  private boolean rawEscapes;

  Expansion(
      String source,
      Map<String, String> variables,
      char escape,
      Set<WordExpander.Option> options,
      SourceRange at) {
    this.source = source;
    this.variables = variables;
    this.escape = escape;
    this.options = options;
    this.at = at;
    this.rawEscapes = options.contains(WordExpander.Option.RAW_ESCAPES);
  }

  ExpandedWord run() {
    WordList words = new WordList();
    String text = until(END, rawEscapes, words, "");
    return new ExpandedWord(text, words.finish(), matched, unmatched);
  }

  private String until(int stop, boolean raw, WordList words, String whenMissing) {
    if (++depth > DEEPEST_NESTING) {
      throw failure("variables are nested more than " + DEEPEST_NESTING + " deep");
    }
    boolean outerRawEscapes = rawEscapes;
    rawEscapes = raw;
    StringBuilder result = new StringBuilder();
    while (peek() != END && peek() != stop) {
      step(result, words);
    }
    if (stop != END && next() == END) {
      throw failure(whenMissing);
    }
    rawEscapes = outerRawEscapes;
    depth--;
    return result.toString();
  }

  private void step(StringBuilder result, WordList words) {
    int character = peek();
    String special = special(character);
    if (special != null) {
      append(result, special);
      if (character == '$') {
        words.addSplitting(special);
      } else {
        words.addWhole(special);
      }
      return;
    }
    next();
    if (character != escape) {
      words.addSplitting(character);
      result.appendCodePoint(character);
      return;
    }
    if (rawEscapes) {
      words.addWhole(character);
      result.appendCodePoint(character);
    }
    int escaped = next();
    if (escaped != END) {
      words.addWhole(escaped);
      result.appendCodePoint(escaped);
    }
  }

  private @Nullable String special(int character) {
    boolean quotes = !options.contains(WordExpander.Option.PLAIN_QUOTES);
    return switch (character) {
      case '$' -> dollar();
      case '<' -> heredocMarker();
      case '\'' -> quotes ? singleQuoted() : null;
      case '"' -> quotes ? doubleQuoted() : null;
      default -> null;
    };
  }

  /** Blanks between {@code <<} and the delimiter belong to the marker's word. */
  private String heredocMarker() {
    next();
    if (peek() != '<') {
      return "<";
    }
    next();
    StringBuilder marker = new StringBuilder("<<");
    while (peek() == ' ' || peek() == '\t' || peek() == '\r') {
      marker.appendCodePoint(next());
    }
    return marker.toString();
  }

  private String singleQuoted() {
    next();
    int end = source.indexOf('\'', position);
    if (end < 0) {
      throw failure("unexpected end of statement while looking for matching single-quote");
    }
    String quoted = source.substring(position, end);
    position = end + 1;
    return isRawQuotes() ? "'" + quoted + "'" : quoted;
  }

  private String doubleQuoted() {
    next();
    StringBuilder result = new StringBuilder(isRawQuotes() ? "\"" : "");
    while (peek() != '"') {
      if (peek() == END) {
        throw failure("unexpected end of statement while looking for matching double-quote");
      }
      if (peek() == '$') {
        append(result, dollar());
      } else {
        appendQuotedCharacter(result);
      }
    }
    next();
    return result.append(isRawQuotes() ? "\"" : "").toString();
  }

  private void appendQuotedCharacter(StringBuilder result) {
    int character = next();
    if (character == escape) {
      if (rawEscapes) {
        result.appendCodePoint(character);
      }
      int following = peek();
      if (following == END) {
        return;
      }
      if (following == '"' || following == '$' || following == escape) {
        character = next();
      }
    }
    result.appendCodePoint(character);
  }

  private String dollar() {
    next();
    if (peek() != '{') {
      String name = name();
      if (name.isEmpty()) {
        return "$";
      }
      String value = lookUp(name);
      return value == null ? whenUnset("$" + name) : value;
    }
    next();
    switch (peek()) {
      case END -> throw failure(MISSING_BRACE);
      case '{', '}', ':' -> throw failure("syntax error: bad substitution");
      default -> {}
    }
    return braced(name());
  }

  private String braced(String name) {
    int modifier = next();
    return switch (modifier) {
      case END -> throw failure(MISSING_BRACE);
      case '}' -> {
        String value = lookUp(name);
        yield value == null ? whenUnset("${" + name + "}") : value;
      }
      case '/' -> replaced(name);
      case ':' -> modified(name, ":", next());
      case '+', '-', '?', '#', '%' -> modified(name, "", modifier);
      default -> throw unsupported(Character.toString(modifier));
    };
  }

  private String modified(String name, String colon, int modifier) {
    if (modifier == END) {
      throw failure(MISSING_BRACE);
    }
    boolean pattern = modifier == '#' || modifier == '%';
    String word = until('}', pattern, new WordList(), MISSING_BRACE);
    String value = lookUp(name);
    String written = colon + Character.toString(modifier);
    if (value == null && options.contains(WordExpander.Option.KEEP_UNSET)) {
      return "${" + name + written + word + "}";
    }
    boolean missing = value == null || (!colon.isEmpty() && value.isEmpty());
    String present = value == null ? "" : value;
    return switch (modifier) {
      case '-' -> missing ? word : present;
      case '+' -> missing ? "" : word;
      case '?' -> required(name, word, value, missing);
      case '#', '%' -> trimmed(present, modifier, word);
      default -> throw unsupported(written);
    };
  }

  private String required(String name, String word, @Nullable String value, boolean missing) {
    if (value != null && !missing) {
      return value;
    }
    String otherwise = "is not allowed to be " + (value == null ? "unset" : "empty");
    throw failure(name + ": " + (word.isEmpty() ? otherwise : word));
  }

  private String trimmed(String value, int modifier, String word) {
    boolean longest = !word.isEmpty() && word.charAt(0) == modifier;
    String text = longest ? word.substring(1) : word;
    try {
      return modifier == '%'
          ? VariablePattern.trimSuffix(text, value, longest)
          : VariablePattern.trimPrefix(text, value, longest);
    } catch (IllegalArgumentException invalid) {
      throw invalidPattern(text, invalid);
    }
  }

  private String replaced(String name) {
    boolean all = peek() == '/';
    if (all) {
      next();
    }
    String pattern = until('/', true, new WordList(), "syntax error: missing '/' in ${}");
    String replacement = until('}', true, new WordList(), MISSING_BRACE);
    String value = lookUp(name);
    if (value == null) {
      String slashes = all ? "//" : "/";
      value = whenUnset("${" + name + slashes + pattern + "/" + replacement + "}");
      if (!value.isEmpty()) {
        return value;
      }
    }
    try {
      return VariablePattern.replace(pattern, value, replacement, all);
    } catch (IllegalArgumentException invalid) {
      throw invalidPattern(pattern, invalid);
    }
  }

  private String name() {
    int start = position;
    int first = peek();
    if (isDigit(first)) {
      while (isDigit(peek())) {
        next();
      }
    } else if (first != END && "@*#?-$!".indexOf(first) >= 0) {
      next();
    } else {
      while (peek() == '_' || isDigit(peek()) || (peek() != END && Character.isLetter(peek()))) {
        next();
      }
    }
    return source.substring(start, position);
  }

  private static boolean isDigit(int codePoint) {
    return codePoint != END && Character.isDigit(codePoint);
  }

  private @Nullable String lookUp(String name) {
    String value = variables.get(name);
    (value == null ? unmatched : matched).add(name);
    return value;
  }

  private String whenUnset(String written) {
    return options.contains(WordExpander.Option.KEEP_UNSET) ? written : "";
  }

  private boolean isRawQuotes() {
    return options.contains(WordExpander.Option.RAW_QUOTES);
  }

  private int peek() {
    return position < source.length() ? source.codePointAt(position) : END;
  }

  private int next() {
    int character = peek();
    if (character != END) {
      position += Character.charCount(character);
    }
    return character;
  }

  private void append(StringBuilder result, String text) {
    if (result.length() + text.length() > LARGEST_RESULT) {
      throw failure("the result is longer than " + LARGEST_RESULT + " characters");
    }
    result.append(text);
  }

  private DockerfileException unsupported(String modifier) {
    return failure("unsupported modifier (" + modifier + ") in substitution");
  }

  private DockerfileException invalidPattern(String pattern, IllegalArgumentException invalid) {
    return failure("invalid pattern (" + pattern + ") in substitution: " + invalid.getMessage());
  }

  private DockerfileException failure(String problem) {
    String shown = source.length() > 200 ? source.substring(0, 200) + "…" : source;
    return new DockerfileException(
        "dockerfile-expansion",
        "failed to process " + GoQuote.quote(shown) + ": " + problem,
        "check quotes, braces and modifiers; a literal $ is written \\$",
        at);
  }
}
