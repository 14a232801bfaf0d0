package io.grampus.build.dockerfile;

import org.jspecify.annotations.Nullable;

/**
 * One name of an {@code ARG} line.
 *
 * @param name not blank
 * @param defaultValue unexpanded; empty for {@code NAME=}, null where there is no equals sign
 * @param description from a comment {@code # NAME text} above the line, or null
 */
public record ArgDeclaration(
    String name, @Nullable String defaultValue, @Nullable String description) {}
