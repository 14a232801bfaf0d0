/**
 * The Dockerfile language, BuildKit's dialect, as pure values: bytes become lines ({@link
 * io.grampus.build.dockerfile.DockerfileReader}), lines become instructions ({@link
 * io.grampus.build.dockerfile.InstructionParser}), instructions become stages ({@link
 * io.grampus.build.dockerfile.StageGraph}).
 *
 * <p>While a stage runs, {@link io.grampus.build.dockerfile.StageScope} knows its variables and
 * {@link io.grampus.build.dockerfile.InstructionExpander} replaces them in each instruction; {@link
 * io.grampus.build.dockerfile.HistoryText} writes what the image's history says of it. Everything
 * is immutable, nothing does I/O, and every complaint is a {@link
 * io.grampus.build.dockerfile.DockerfileException} with the lines it is about.
 */
@NullMarked
package io.grampus.build.dockerfile;

import org.jspecify.annotations.NullMarked;
