package io.grampus.build.remote;

import io.grampus.build.image.Digest;
import io.grampus.build.store.BlobWriter;
import io.grampus.build.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files by http and https into the store. A server that tags its files is asked whether one
 * has changed before it is fetched again.
 */
public final class Downloads {
  private static final String MEDIA_TYPE = "application/octet-stream";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_REDIRECTIONS = 10;
  private static final int NOT_MODIFIED = 304;
  private static final int BUFFER = 1 << 17;

  private final Store store;
  private final Map<String, String> environment;
  private final DownloadRecords records;
  private @Nullable HttpClient client;

  /**
   * Downloads into a store.
   *
   * @param environment names the proxies
   */
  public Downloads(Store store, Map<String, String> environment) {
    this.store = store;
    this.environment = environment;
    this.records = new DownloadRecords(store);
  }

  /**
   * The file as it is now, fetched if need be. One whose checksum is given is not asked for where
   * the store has it.
   *
   * @throws RemoteException {@code download-failed}, {@code checksum-mismatch}
   * @throws InterruptedException when the calling thread is interrupted
   */
  public FetchedFile fetch(RemoteFile file, @Nullable Digest checksum) throws InterruptedException {
    Optional<DownloadRecord> known = records.find(file);
    if (known.isPresent() && known.get().file().digest().equals(checksum)) {
      return known.get().file();
    }
    try {
      DownloadRecord record = ask(file, known);
      Digest actual = record.file().digest();
      if (checksum != null && !checksum.equals(actual)) {
        throw RemoteException.mismatch(file, actual, checksum);
      }
      records.remember(file, record);
      return record.file();
    } catch (HttpTimeoutException e) {
      throw RemoteException.unreachable(file, "no answer in time", e);
    } catch (ConnectException e) {
      throw RemoteException.unreachable(file, "nobody answers there", e);
    } catch (IOException e) {
      throw RemoteException.unreachable(file, reason(e), e);
    }
  }

  /** Writes the content of a fetched file to a new file. */
  public void copy(FetchedFile file, Path target) throws IOException {
    Files.copy(store.blobs().path(file.digest()), target);
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private DownloadRecord ask(RemoteFile file, Optional<DownloadRecord> known)
      throws IOException, InterruptedException {
    URI address = file.address();
    for (int redirections = 0; redirections <= MOST_REDIRECTIONS; redirections++) {
      HttpResponse<InputStream> response =
          client().send(request(file, address, known), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        Optional<URI> elsewhere = redirection(file, response);
        if (elsewhere.isPresent()) {
          address = elsewhere.get();
          continue;
        }
        if (response.statusCode() == NOT_MODIFIED && known.isPresent()) {
          return known.get();
        }
        if (response.statusCode() / 100 != 2) {
          throw RemoteException.unreachable(
              file, "invalid response status " + response.statusCode(), null);
        }
        return save(response, body);
      }
    }
    throw RemoteException.unreachable(
        file, "more than " + MOST_REDIRECTIONS + " redirections", null);
  }

  private synchronized HttpClient client() {
    HttpClient present = client;
    if (present == null) {
      present =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(PATIENCE)
              .proxy(new ProxySettings(environment))
              .build();
      client = present;
    }
    return present;
  }

  /** The password in a URL is for its own host only. */
  private static HttpRequest request(RemoteFile file, URI address, Optional<DownloadRecord> known)
      throws IOException {
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(address);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    request.timeout(PATIENCE).header("User-Agent", "grampus");
    known
        .map(DownloadRecord::tag)
        .filter(tag -> !tag.isEmpty())
        .ifPresent(tag -> request.header("If-None-Match", tag));
    String user = file.address().getUserInfo();
    if (user != null && address.getAuthority().equals(file.address().getAuthority())) {
      byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
    return request.GET().build();
  }

  private static Optional<URI> redirection(RemoteFile file, HttpResponse<?> response) {
    switch (response.statusCode()) {
      case 301, 302, 303, 307, 308 -> {
        String location = response.headers().firstValue("Location").orElse("");
        URI target;
        try {
          target = response.uri().resolve(location);
        } catch (IllegalArgumentException e) {
          throw RemoteException.unreachable(file, "redirected to \"" + location + "\"", e);
        }
        boolean isSafe =
            "https".equals(target.getScheme()) || "http".equals(file.address().getScheme());
        if (!isSafe || target.getHost() == null) {
          throw RemoteException.unreachable(file, "redirected to \"" + location + "\"", null);
        }
        return Optional.of(target);
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private DownloadRecord save(HttpResponse<?> response, InputStream body) throws IOException {
    try (BlobWriter blob = store.blobs().newBlob();
        StallGuard guard = StallGuard.watch(body, PATIENCE)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        guard.moved();
        blob.write(buffer, 0, count);
      }
      guard.requireUnbroken();
      Digest digest = blob.commit(MEDIA_TYPE).digest();
      Instant modified =
          response.headers().firstValue("Last-Modified").map(Downloads::time).orElse(Instant.EPOCH);
      String tag = response.headers().firstValue("ETag").orElse("");
      return new DownloadRecord(new FetchedFile(digest, modified), tag);
    }
  }

  private static Instant time(String header) {
    try {
      return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header));
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
