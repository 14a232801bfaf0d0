package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.BuiltImage;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import org.junit.jupiter.api.Test;

/** {@code RUN --mount=type=bind} and {@code type=tmpfs}; expectations are what BuildKit did. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class RunMountIT {

  @Test
  void theContextIsSeenWithoutWhatIsIgnoredAndBelongsToRoot(Workspace workspace) {
    workspace.file("context/file.txt", "some text");
    workspace.file("context/hidden/deep.txt", "hidden");
    workspace.file("context/partly/out.txt", "hidden");
    workspace.file("context/partly/in.txt", "kept");
    workspace.file("context/.dockerignore", "hidden\npartly\n!partly/in.txt\n.dockerignore\n");
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=bind,target=/context \\",
        "  cd /context && find . | sort > /seen && stat -c '%u:%g %n' file.txt >> /seen \\",
        "  && ! touch new && cat partly/in.txt >> /seen");

    assertThat(workspace.grampus().image().tree().at("/seen").text())
        .isEqualTo(".\n./Dockerfile\n./file.txt\n./partly\n./partly/in.txt\n0:0 file.txt\nkept");
  }

  @Test
  void whatIsWrittenToABindMountIsThrownAway(Workspace workspace) {
    workspace.file("context/file.txt", "some text");
    workspace.dockerfile(
        "FROM busybox AS other",
        "RUN mkdir /data && echo stage > /data/file.txt",
        "FROM busybox",
        "RUN --mount=type=bind,rw,target=/c --mount=type=bind,from=other,source=data,rw,target=/o \\",
        "  echo changed | tee /c/file.txt /o/file.txt > /c/new && chown 5:6 /o/file.txt \\",
        "  && stat -c %u:%g /o/file.txt && rm /c/Dockerfile",
        "RUN --mount=type=bind,target=/c --mount=type=bind,from=other,source=data,target=/o \\",
        "  cat /c/file.txt /o/file.txt > /seen; ls /c /o >> /seen; stat -c %u:%g /o/* >> /seen");

    BuiltImage image = workspace.grampus().image();

    assertThat(image.tree().at("/seen").text())
        .isEqualTo("some textstage\n/c:\nDockerfile\nfile.txt\n\n/o:\nfile.txt\n0:0\n");
    assertThat(workspace.context().resolve("file.txt")).hasContent("some text");
    assertThat(workspace.context().resolve("new")).doesNotExist();
    assertThat(workspace.context().resolve("Dockerfile")).exists();
  }

  @Test
  void sourcesAreFilesAndDirectoriesOfStagesAndImagesWithTheirOwners(Workspace workspace) {
    workspace.file("context/dir/sub.txt", "sub");
    workspace.dockerfile(
        "FROM busybox AS other",
        "RUN mkdir -p /src/a && echo st > /src/a/f && chown -R 11:12 /src \\",
        "  && ln -s /src/a /src/link && ln -s ../../../etc/passwd /src/out",
        "FROM busybox",
        "WORKDIR /w",
        "ARG PART=a",
        "ENV E=dir",
        "RUN --mount=type=bind,from=other,source=/src/$PART,target=/m/a stat -c %u:%g /m/a/f > /1",
        "RUN --mount=type=bind,from=other,source=/src/link,target=/m ls /m > /2",
        "RUN --mount=from=other,source=/src/out,target=/m grep -c app /m > /3",
        "RUN --mount=source=$E,target=${E}2 cat dir2/sub.txt > /4",
        "RUN --mount=from=busybox,src=etc/group,dst=file cat file > /5",
        "RUN --mount=source=../../dir/../dir,target=/x ls /x > /6");

    BuiltImage image = workspace.grampus().image();

    assertThat(image.tree().at("/1").text()).isEqualTo("11:12\n");
    assertThat(image.tree().at("/2").text()).isEqualTo("f\n");
    assertThat(image.tree().at("/3").text()).isEqualTo("1\n");
    assertThat(image.tree().at("/4").text()).isEqualTo("sub");
    assertThat(image.tree().at("/5").text()).contains("staff");
    assertThat(image.tree().at("/6").text()).isEqualTo("sub.txt\n");
  }

  @Test
  void mountPointsLeaveNoTrace(Workspace workspace) {
    workspace.file("context/file.txt", "some text");
    workspace.dockerfile(
        "FROM busybox",
        "WORKDIR /w",
        "RUN ln -s /etc/deep /link",
        "RUN --mount=type=bind,target=a/b --mount=source=file.txt,target=file \\",
        "  --mount=type=tmpfs,target=/t/x --mount=type=cache,target=/c/y \\",
        "  --mount=type=tmpfs,target=/link/z \\",
        "  test -d /etc/deep/z && touch /t/x/gone /c/y/gone && touch /t/kept");

    BuiltImage image = workspace.grampus().image();

    assertThat(image.file().lastLayer().stream().map(entry -> entry.path()))
        .containsExactly("t", "t/kept");
    assertThat(image.tree().summary("/t")).isEqualTo("drwxr-xr-x 0:0");
  }

  @Test
  void mountsLieInOneAnotherWhateverTheirOrder(Workspace workspace) {
    workspace.file("context/file.txt", "some text");
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=bind,target=/m/ro/below/context --mount=type=tmpfs,target=/m \\",
        "  --mount=type=bind,target=/m/ro --mount=type=cache,target=/m/ro/new/cache \\",
        "  --mount=from=busybox,source=/etc/group,target=/m/group \\",
        "  ls /m > /seen && ls /m/ro /m/ro/below/context >> /seen && touch /m/ro/new/cache/x \\",
        "  && ! touch /m/ro/x && grep -q staff /m/group");

    assertThat(workspace.grampus().image().tree().at("/seen").text())
        .isEqualTo(
            """
            group
            ro
            /m/ro:
            Dockerfile
            below
            file.txt
            new

            /m/ro/below/context:
            Dockerfile
            file.txt
            """);
  }

  @Test
  void memoryHasTheSizeAndTheModeOfWhatItCovers(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=tmpfs,target=/new,size=1m --mount=type=tmpfs,target=/root \\",
        "  --mount=type=tmpfs,target=/ro,ro \\",
        "  stat -c %a /new /root > /seen; ls -A /root >> /seen; \\",
        "  ! dd if=/dev/zero of=/new/f bs=1k count=2k 2>/dev/null && ! touch /ro/x \\",
        "  && touch /root/f && chown 7:8 /root/f && stat -c %u:%g /root/f >> /seen");

    BuiltImage image = workspace.grampus().image();

    assertThat(image.tree().at("/seen").text()).isEqualTo("1777\n700\n7:8\n");
    assertThat(image.tree().has("/root/f")).isFalse();
  }

  @Test
  void aStepIsDoneAgainOnlyWhenWhatItMountsHasOtherContent(Workspace workspace) {
    workspace.file("context/used.txt", "1");
    workspace.file("context/unused.txt", "1");
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=source=used.txt,target=/used --mount=type=cache,target=/cache \\",
        "  cat /used >> /cache/uses && cat /cache/uses > /seen");
    workspace.grampus().build().mustSucceed();

    workspace.file("context/unused.txt", "2");
    Outcome again = workspace.grampus().build().mustSucceed();
    workspace.file("context/used.txt", "2");
    BuiltImage changed = workspace.grampus().image();

    assertThat(again.errors()).contains("CACHED");
    assertThat(changed.tree().at("/seen").text()).isEqualTo("12");
  }

  @Test
  void theCommandSeesWhatBuildKitShowsIt(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "USER app",
        "WORKDIR /made/by/app",
        "RUN echo $HOME $PATH $PWD $(umask) $(hostname) $(id -G) > seen \\",
        "  && stat -c %u:%g /made /made/by/app >> seen && ! sh -c 'echo x >> /etc/hosts'",
        "USER 4242:50",
        "RUN id -G >> seen",
        "USER 777",
        "RUN --network=none echo $(id -u) $(id -G) $HOME $(wc -l < /proc/net/dev) > /tmp/other",
        "USER :staff",
        "RUN --network=host id -u > /tmp/third; id -G >> /tmp/third; cat /etc/hosts >> /tmp/third");

    BuiltImage image = workspace.grampus().image();

    assertThat(image.tree().at("/made/by/app/seen").text())
        .isEqualTo(
            "/home/app /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
                + " /made/by/app 0022 buildkitsandbox 4343 50\n4242:4343\n4242:4343\n50\n");
    assertThat(image.tree().at("/tmp/other").text()).isEqualTo("777 0 / 3\n");
    assertThat(image.tree().at("/tmp/third").text())
        .isEqualTo(
            """
            0
            50
            127.0.0.1\tlocalhost buildkitsandbox
            ::1\tlocalhost ip6-localhost ip6-loopback
            """);
  }
}
