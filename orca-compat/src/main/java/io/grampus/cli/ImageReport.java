package io.grampus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageReference;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import java.util.List;

/** What is known of an image, in the form of {@code docker image inspect}. */
final class ImageReport {
  private final Store store;

  ImageReport(Store store) {
    this.store = store;
  }

  ObjectNode of(StoredImage image) {
    byte[] json = store.blobs().read(image.id());
    JsonNode config = ImageDocuments.readTree(json, "the image's config");
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("Id", image.id().toString());
    report.set("RepoTags", names(image));
    report.put("Digest", image.descriptor().digest().toString());
    copy(config, "created", report, "Created");
    copy(config, "author", report, "Author");
    copy(config, "architecture", report, "Architecture");
    copy(config, "variant", report, "Variant");
    copy(config, "os", report, "Os");
    report.put("Size", image.layersSize());
    report.set("RootFS", rootFs(config));
    copy(config, "config", report, "Config");
    copy(config, "history", report, "History");
    return report;
  }

  private ArrayNode names(StoredImage image) {
    List<ImageReference> names = new Images(store.images()).namesOf(image.descriptor().digest());
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    names.forEach(name -> array.add(name.familiar()));
    return array;
  }

  private static ObjectNode rootFs(JsonNode config) {
    ObjectNode rootFs = JsonNodeFactory.instance.objectNode();
    copy(config.path("rootfs"), "type", rootFs, "Type");
    copy(config.path("rootfs"), "diff_ids", rootFs, "Layers");
    return rootFs;
  }

  private static void copy(JsonNode from, String name, ObjectNode to, String newName) {
    JsonNode value = from.get(name);
    if (value != null) {
      to.set(newName, value);
    }
  }
}
