package io.grampus.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A page of the manual for a command or the whole program; see man(7). */
public final class ManualPage {
  private final CommandSpec command;
  private final String name;
  private final StringBuilder page = new StringBuilder();

  private ManualPage(CommandSpec command) {
    this.command = command;
    this.name = command.qualifiedName("-");
  }

  /** The page's file name, for example {@code grampus-build.1}. */
  public static String file(CommandSpec command) {
    return command.qualifiedName("-") + ".1";
  }

  /**
   * The page.
   *
   * @param version of the program, for the foot of the page
   */
  public static String of(CommandSpec command, String version) {
    return new ManualPage(command).text(version);
  }

  private String text(String version) {
    line(".\\\" Made of the program's own model of its command line; do not edit.");
    // No date: the same version makes the same page.
    line(
        ".TH "
            + quoted(name.toUpperCase(Locale.ROOT))
            + " 1 \"\" "
            + quoted("grampus " + version)
            + " \"User Commands\"");
    line(".SH NAME");
    line(escaped(name) + " \\- " + escaped(lowerFirst(OptionView.summary(command))));
    line(".SH SYNOPSIS");
    synopsis();
    line(".SH DESCRIPTION");
    paragraphs(List.of(command.usageMessage().description()));
    arguments();
    options();
    subcommands();
    footer();
    seeAlso();
    return page.toString();
  }

  private void synopsis() {
    line(".B " + escaped(command.qualifiedName()));
    line("[\\fIOPTION\\fR]...");
    if (!command.subcommands().isEmpty()) {
      line("\\fICOMMAND\\fR");
    }
    for (PositionalParamSpec argument : command.positionalParameters()) {
      String label = "\\fI" + escaped(argument.paramLabel()) + "\\fR";
      String many = argument.arity().max() > 1 ? "..." : "";
      line(argument.arity().min() == 0 ? "[" + label + many + "]" : label + many);
    }
  }

  private void arguments() {
    if (command.positionalParameters().isEmpty()) {
      return;
    }
    line(".SH ARGUMENTS");
    for (PositionalParamSpec argument : command.positionalParameters()) {
      line(".TP");
      line(".I " + escaped(argument.paramLabel()));
      line(escaped(String.join(" ", argument.description())));
    }
  }

  private void options() {
    line(".SH OPTIONS");
    for (OptionView option : OptionView.of(command)) {
      List<String> names = new ArrayList<>();
      for (String each : option.names()) {
        String separator = each.startsWith("--") ? "=" : " ";
        names.add(
            "\\fB"
                + escaped(each)
                + "\\fR"
                + (option.takesValue()
                    ? separator + "\\fI" + escaped(option.value()) + "\\fR"
                    : ""));
      }
      line(".TP");
      line(String.join(", ", names));
      line(escaped(option.description()));
    }
  }

  private void subcommands() {
    if (command.subcommands().isEmpty()) {
      return;
    }
    line(".SH COMMANDS");
    for (CommandLine each : command.subcommands().values()) {
      line(".TP");
      line("\\fB" + escaped(each.getCommandSpec().qualifiedName("-")) + "\\fR(1)");
      line(escaped(OptionView.summary(each.getCommandSpec())) + ".");
    }
  }

  /** Words that end in a colon begin a section; what is indented keeps its lines. */
  private void footer() {
    boolean verbatim = false;
    for (String text : command.usageMessage().footer()) {
      boolean heading = text.matches("[A-Z][A-Za-z ]*:");
      boolean indented = text.startsWith("  ");
      if (verbatim && !indented) {
        line(".EE");
        line(".RE");
        verbatim = false;
      }
      if (heading) {
        line(".SH " + quoted(text.substring(0, text.length() - 1).toUpperCase(Locale.ROOT)));
      } else if (indented && !verbatim) {
        line(".PP");
        line(".RS 4");
        line(".EX");
        verbatim = true;
      }
      if (!heading && !text.isEmpty()) {
        line(escaped(indented ? text.substring(2) : text));
      } else if (text.isEmpty()) {
        line(".PP");
      }
    }
    if (verbatim) {
      line(".EE");
      line(".RE");
    }
  }

  private void seeAlso() {
    line(".SH SEE ALSO");
    if (command.parent() != null) {
      line(".BR grampus (1),");
    }
    line(".BR skopeo (1),");
    line(".BR umoci (1),");
    line(".BR containers\\-auth.json (5)");
  }

  private void paragraphs(List<String> lines) {
    for (String text : lines) {
      line(text.isEmpty() ? ".PP" : escaped(text));
    }
  }

  private void line(String text) {
    page.append(text).append('\n');
  }

  private static String lowerFirst(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String quoted(String text) {
    return "\"" + escaped(text).replace("\"", "\\(dq") + "\"";
  }

  /** Backslashes and hyphens as themselves, and no line that groff takes for a request. */
  private static String escaped(String text) {
    String safe =
        text.replace("\\", "\\e")
            .replace("-", "\\-")
            .replace("'", "\\(aq")
            .replace("^", "\\(ha")
            .replace("~", "\\(ti")
            .replace("`", "\\(ga");
    return safe.startsWith(".") ? "\\&" + safe : safe;
  }
}
