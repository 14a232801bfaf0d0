package io.grampus.build.dockerfile;

import java.util.List;
import java.util.Locale;

/** Parses the value of {@code RUN --device}. */
final class DeviceParser {
  private DeviceParser() {}

  static DeviceRequest parse(String text, SourceRange at) {
    String name = "";
    boolean required = false;
    for (String field : FlagFields.parse(text, at)) {
      int equals = field.indexOf('=');
      String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
      String value = equals < 0 ? "true" : field.substring(equals + 1);
      if (key.equals("required")) {
        required = FlagValues.bool(key, value, at);
      } else if (key.equals("name") && equals >= 0) {
        if (!name.isEmpty()) {
          throw FlagValues.failure("device name already set to " + name, "give one name", at);
        }
        name = value;
      } else if (name.isEmpty()) {
        // A bare name, even one that holds an equals sign, such as vendor.com/class=device.
        name = field;
      } else {
        throw FlagValues.failure(
            Suggestion.append(
                "unexpected key '" + key + "' in '" + field + "'",
                key,
                List.of("name", "required")),
            "it knows name and required",
            at);
      }
    }
    return new DeviceRequest(name, required);
  }
}
