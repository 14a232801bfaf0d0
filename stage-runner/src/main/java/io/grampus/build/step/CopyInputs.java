package io.grampus.build.step;

/** Where COPY and ADD of a stage take files from. */
public interface CopyInputs {}
