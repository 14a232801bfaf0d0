package io.grampus.build.dockerfile;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints values for golden files: every component of every record, nothing left out. */
final class Dump {
  private Dump() {}

  static String of(ParsedDockerfile dockerfile) {
    StringBuilder text = new StringBuilder("escape " + dockerfile.escape() + "\n");
    dockerfile.directives().forEach(each -> text.append(value(each)).append('\n'));
    dockerfile.instructions().forEach(each -> text.append(instruction(each)));
    dockerfile.warnings().forEach(each -> text.append(value(each)).append('\n'));
    return text.toString();
  }

  static String of(StageGraph graph) {
    StringBuilder text = new StringBuilder();
    for (Stage stage : graph.stages()) {
      text.append("%d %s from %s".formatted(stage.index(), stage.displayName(), stage.base()));
      text.append(" platform ").append(stage.platform());
      text.append(" needs ").append(stage.dependencies()).append('\n');
      new TreeMap<>(stage.sources())
          .forEach((name, source) -> text.append("  %s = %s%n".formatted(name, source)));
      stage.steps().forEach(step -> text.append("  ").append(step.text()).append('\n'));
    }
    graph.warnings().forEach(each -> text.append(value(each)).append('\n'));
    text.append("target ").append(graph.target().displayName());
    text.append(" order ").append(graph.order().stream().map(Stage::index).toList());
    return text.append('\n').toString();
  }

  static String instruction(Instruction instruction) {
    SourceRange range = instruction.range();
    StringBuilder text =
        new StringBuilder(
            "%d-%d %s%n".formatted(range.firstLine(), range.lastLine(), value(instruction.text())));
    for (RecordComponent component : instruction.getClass().getRecordComponents()) {
      Object value = component(instruction, component);
      if (value instanceof InstructionSource source) {
        if (!source.comments().isEmpty()) {
          text.append("    comments ").append(value(source.comments())).append('\n');
        }
      } else {
        text.append("    %s %s%n".formatted(component.getName(), value(value)));
      }
    }
    return text.toString();
  }

  private static String value(Object value) {
    if (value instanceof String string) {
      return GoQuote.quote(string);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Dump::value).toList().toString();
    }
    if (value instanceof Map<?, ?> map) {
      return new TreeMap<>(map).toString();
    }
    if (value instanceof SourceRange range) {
      return range.place() + "-" + range.lastLine();
    }
    return value instanceof Record fields ? fields(fields) : String.valueOf(value);
  }

  private static String fields(Record value) {
    StringBuilder text = new StringBuilder(value.getClass().getSimpleName());
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      text.append(' ').append(component.getName()).append('=');
      text.append(value(component(value, component)));
    }
    return "{" + text + "}";
  }

  private static Object component(Object value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
