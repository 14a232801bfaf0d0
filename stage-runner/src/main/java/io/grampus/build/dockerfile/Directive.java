package io.grampus.build.dockerfile;

/**
 * A parser directive at the head of the file.
 *
 * @param name {@code escape}, {@code syntax} or {@code check}, lower case
 * @param value without surrounding blanks
 * @param line one-based
 */
public record Directive(String name, String value, int line) {}
