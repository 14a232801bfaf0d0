package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes image documents. The output is canonical: compact, fields in the order of the
 * specification, maps sorted, so that equal documents have equal digests.
 */
public final class ImageDocuments {
  /** Manifests beyond this are refused by registries, so anything larger is an attack. */
  public static final int MAXIMUM_SIZE = 4 << 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new InstantWriter())
                  .addDeserializer(Instant.class, new InstantReader()))
          .build();

  private ImageDocuments() {}

  /** The document as UTF-8 JSON without a trailing newline. */
  public static byte[] write(Object document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + document.getClass(), e);
    }
  }

  /**
   * Reads a document.
   *
   * @param what names the document in an error, for example {@code "manifest sha256:…"}
   * @throws GrampusException {@code image-document-invalid}
   */
  public static <T> T read(byte[] json, Class<T> type, String what) {
    if (json.length > MAXIMUM_SIZE) {
      throw invalid(what, "it has " + json.length + " bytes, more than any registry takes", null);
    }
    try {
      T document = MAPPER.readValue(json, type);
      if (document == null) {
        throw invalid(what, "it is null", null);
      }
      return document;
    } catch (JsonProcessingException e) {
      throw invalid(what, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw invalid(what, String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads a document of unknown shape, to look at its {@code mediaType} for example. */
  public static JsonNode readTree(byte[] json, String what) {
    return read(json, JsonNode.class, what);
  }

  private static GrampusException invalid(String what, String why, @Nullable Exception cause) {
    return new GrampusException(
        "image-document-invalid",
        what + " cannot be read: " + why,
        "the image is damaged or is not an image; pull or build it again",
        cause);
  }

  /** Writes times as Go does (RFC 3339, no trailing zeros), so that documents survive unchanged. */
  private static final class InstantWriter extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      String text = value.toString();
      out.writeString(
          text.contains(".") ? text.replaceFirst("0+Z$", "Z").replaceFirst("\\.Z$", "Z") : text);
    }
  }

  /** Reads times of RFC 3339, with any offset. */
  private static final class InstantReader extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getText();
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException e) {
        return (Instant)
            context.handleWeirdStringValue(Instant.class, text, "not a time of RFC 3339");
      }
    }
  }
}
