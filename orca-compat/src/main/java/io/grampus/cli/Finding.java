package io.grampus.cli;

import io.grampus.os.Availability;

/**
 * Something that a machine offers or lacks.
 *
 * @param group the heading it stands under
 * @param name what it is
 * @param detail a version or a path, or empty
 * @param availability whether it can be used, and if not, why and what to do
 */
record Finding(String group, String name, String detail, Availability availability) {}
