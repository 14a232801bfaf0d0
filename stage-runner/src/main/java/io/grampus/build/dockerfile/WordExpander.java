package io.grampus.build.dockerfile;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes quotes and escapes and replaces variables as BuildKit's shell lexer does.
 *
 * <p>Understands {@code $x}, {@code ${x}} and the modifiers {@code :-} {@code -} {@code :+} {@code
 * +} {@code :?} {@code ?} {@code #} {@code ##} {@code %} {@code %%} {@code /} {@code //}. A
 * variable that is not set yields nothing. Immutable.
 */
public final class WordExpander {
  /** How an expansion may deviate from the ordinary one. */
  enum Option {
    /** Quotes stay in the result, and still protect what they enclose. */
    RAW_QUOTES,
    /** Escape characters stay in the result, and still protect what follows. */
    RAW_ESCAPES,
    /** Quotes are ordinary characters. */
    PLAIN_QUOTES,
    /** A variable that is not set stays as written. */
    KEEP_UNSET
  }

  private final char escape;
  private final Set<Option> options;

  /** An ordinary expander with the file's escape character, backslash or backtick. */
  public WordExpander(char escape) {
    this(escape, EnumSet.noneOf(Option.class));
  }

  private WordExpander(char escape, Set<Option> options) {
    this.escape = escape;
    this.options = options;
  }

  /** For the body of a heredoc file: quotes mean nothing, the escape is always a backslash. */
  public static WordExpander forFileContent() {
    return new WordExpander('\\').with(Option.PLAIN_QUOTES);
  }

  WordExpander with(Option first, Option... more) {
    return new WordExpander(escape, EnumSet.of(first, more));
  }

  /**
   * Expands one word.
   *
   * @param word as written
   * @param variables name to value; names are case-sensitive
   * @param at the lines to blame
   * @throws DockerfileException for unbalanced quotes and braces, unknown modifiers, a {@code ?}
   *     modifier that fires, and results beyond {@link Expansion#LARGEST_RESULT} characters
   */
  public ExpandedWord expand(String word, Map<String, String> variables, SourceRange at) {
    return new Expansion(word, variables, escape, options, at).run();
  }

  /** The words of an expansion, or none where it fails. */
  List<String> wordsOrNone(String text, SourceRange at) {
    try {
      return expand(text, Map.of(), at).words();
    } catch (DockerfileException unbalanced) {
      return List.of();
    }
  }
}
