package io.grampus.build.dockerfile;

/**
 * One pair of an {@code ENV} or {@code LABEL} line.
 *
 * @param key not blank
 * @param value may be empty
 * @param legacy written as {@code KEY VALUE}, without an equals sign
 */
public record KeyValue(String key, String value, boolean legacy) {

  /** The pair as history and configuration write it. */
  @Override
  public String toString() {
    return key + "=" + value;
  }
}
