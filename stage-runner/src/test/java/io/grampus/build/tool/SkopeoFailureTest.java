package io.grampus.build.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.image.ImageReference;
import io.grampus.os.GrampusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkopeoFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NOT_FOUND      | reading manifest y in 127.0.0.1:5999/x: manifest unknown: manifest unknown",
        "NOT_FOUND      | reading manifest y in reg.example/x: name unknown: repository not known",
        "UNREACHABLE    | pinging container registry reg: Get \"https://reg/v2/\": dial tcp: lookup reg on 10.0.0.1:53: no such host",
        "UNREACHABLE    | pinging container registry reg: Get \"https://reg/v2/\": dial tcp 1.2.3.4:443: connect: connection refused",
        "UNREACHABLE    | pinging container registry reg: Get \"https://reg/v2/\": dial tcp 1.2.3.4:443: i/o timeout",
        "UNREACHABLE    | pinging container registry reg: Get \"https://reg/v2/\": net/http: TLS handshake timeout",
        "UNREACHABLE    | pinging container registry reg: Get \"https://reg/v2/\": proxyconnect tcp: dial tcp 1.1.1.1:3128: connect: no route to host",
        "TLS            | pinging container registry 127.0.0.1:5999: Get \"https://127.0.0.1:5999/v2/\": http: server gave HTTP response to HTTPS client",
        "TLS            | pinging container registry reg: Get \"https://reg/v2/\": x509: certificate signed by unknown authority",
        "TLS            | pinging container registry reg: Get \"https://reg/v2/\": tls: failed to verify certificate",
        "UNAUTHORIZED   | reading manifest latest in docker.io/x/y: errors: denied: requested access to the resource is denied",
        "UNAUTHORIZED   | Requesting bear token: invalid status code from registry 403 (Forbidden)",
        "UNAUTHORIZED   | authenticating creds: unable to retrieve auth token: invalid username/password: unauthorized: incorrect",
        "RATE_LIMIT     | reading manifest 12 in docker.io/library/debian: toomanyrequests: You have reached your pull rate limit",
        "OTHER_PLATFORM | choosing an image from manifest list docker://x: no image found in manifest list for architecture arm, OS linux",
        "FULL           | writing blob: storing blob to file \"/s/tmp/0/1\": write /s/x: no space left on device",
        "LOCAL          | open /root/x.tar: permission denied",
        "OTHER          | something nobody has seen yet",
      })
  void knowsTheKindOfAFailure(SkopeoFailure kind, String words) {
    assertThat(SkopeoFailure.classify(words)).isEqualTo(kind);
  }

  @Test
  void showsSkopeosOwnWordsWithoutTheFrameOfTheLog() {
    GrampusException failure =
        SkopeoFailure.of(
            new ImageLocation.Registry(ImageReference.parse("reg.example/x:y")),
            "time=\"2026-11-21T22:41:06Z\" level=warning msg=\"some warning\"\n"
                + "time=\"2026-11-21T22:41:06Z\" level=fatal msg=\"Get \\\"https://reg\\\": no such"
                + " host\"\n");

    assertThat(failure.code()).isEqualTo("registry-unreachable");
    assertThat(failure)
        .hasMessage(
            "docker://reg.example/x:y: the registry cannot be reached: Get \"https://reg\": no such"
                + " host");
    assertThat(failure.hint()).contains("grampus load");
  }
}
