package io.grampus.build.dockerfile;

/**
 * Something the file's author should know and the build survives.
 *
 * @param rule the name of BuildKit's rule, such as {@code NoEmptyContinuation}
 * @param message one sentence
 * @param range the lines it is about
 */
public record Warning(String rule, String message, SourceRange range) {}
