package io.grampus.cli.report;

/** HTML under construction, in which every text is escaped. */
final class Html {
  private final StringBuilder text = new StringBuilder();

  /** Markup as it is. */
  Html markup(String markup) {
    text.append(markup);
    return this;
  }

  /** Text, for contents and for quoted attributes. */
  Html text(String content) {
    for (int index = 0; index < content.length(); index++) {
      char next = content.charAt(index);
      switch (next) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        case '\'' -> text.append("&#39;");
        default -> text.append(next);
      }
    }
    return this;
  }

  /** An element with nothing but text in it. */
  Html element(String name, String content) {
    return markup("<" + name + ">").text(content).markup("</" + name + ">");
  }

  /** An element of a class with nothing but text in it. */
  Html element(String name, String classes, String content) {
    return markup("<" + name + " class=\"" + classes + "\">")
        .text(content)
        .markup("</" + name + ">");
  }

  /** JSON for a script element, in which no tag can end or begin. */
  Html json(String json) {
    text.append(
        json.replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026")
            .replace("\u2028", "\\u2028")
            .replace("\u2029", "\\u2029"));
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
