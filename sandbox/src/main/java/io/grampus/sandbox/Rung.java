package io.grampus.sandbox;

import io.grampus.os.Availability;

/**
 * A kind of sandbox, and whether it can be used here.
 *
 * @param name its short name, for example {@code userns}
 * @param description what it is made of
 * @param availability whether it can be used, and if not, why and what would change that
 */
public record Rung(String name, String description, Availability availability) {}
