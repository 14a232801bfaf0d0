package io.grampus.build.dockerfile;

import org.jspecify.annotations.Nullable;

/**
 * The text of one {@code RUN --mount} flag; {@link MountParser} reads it once variables can be
 * replaced.
 *
 * @param text comma-separated options, unexpanded
 * @param from the stage, image or context named by {@code from=}, which may hold no variable, or
 *     null
 */
public record MountFlag(String text, @Nullable String from) {}
