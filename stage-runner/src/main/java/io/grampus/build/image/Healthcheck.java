package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * How to find out whether a container works: Docker's addition to the image config.
 *
 * @param test {@code CMD} and arguments, {@code CMD-SHELL} and one command line, or {@code NONE}
 * @param interval nanoseconds between two runs; 0 means the default, here and below
 * @param timeout nanoseconds a run may take
 * @param startPeriod nanoseconds in which failures do not count
 * @param startInterval nanoseconds between two runs during the start period
 * @param retries failures in a row that make the container unhealthy
 */
@JsonPropertyOrder({"Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"})
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Healthcheck(
    @JsonProperty("Test") List<String> test,
    @JsonProperty("Interval") long interval,
    @JsonProperty("Timeout") long timeout,
    @JsonProperty("StartPeriod") long startPeriod,
    @JsonProperty("StartInterval") long startInterval,
    @JsonProperty("Retries") int retries,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** Copies the collections. */
  public Healthcheck {
    test = Immutable.list(test);
    unknownFields = Immutable.sorted(unknownFields);
  }

  /** What {@code HEALTHCHECK NONE} leaves in the config. */
  public static Healthcheck none() {
    return new Healthcheck(List.of("NONE"), 0, 0, 0, 0, 0, Map.of());
  }
}
