package io.grampus.sandbox;

import static io.grampus.os.KernelConstants.*;
import static io.grampus.os.SyscallProgram.bytes;
import static io.grampus.os.SyscallProgram.text;
import static io.grampus.os.SyscallProgram.value;

import io.grampus.os.Errno;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.SyscallProgram.Argument;
import io.grampus.os.SyscallProgram.Entry;
import io.grampus.os.SyscallProgram.ResultOf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The part of a {@link NamespacePlan} that builds the file system view.
 *
 * <p>The root is entered before anything else is mounted: while the old root is still attached and
 * is the current directory, sources are named relative to it and targets absolutely. So a symbolic
 * link in an image can only ever lead to another place in the image.
 */
final class MountPlan {
  private static final Argument NONE = value(0);
  private static final int SIZE_OF_MOUNT_ATTR = 32;

  private final SyscallProgram.Builder program;

  MountPlan(SyscallProgram.Builder program) {
    this.program = program;
  }

  /**
   * Mounts what is to be bound from outside, then the root file system, and enters it; the current
   * directory is the old root then.
   */
  void enterRoot(RootFileSystem root, List<Mount> mounts) {
    mount("keep mounts from the outside out", "none", "/", MS_REC | MS_PRIVATE);
    for (Mount mount : mounts) {
      if (mount instanceof Mount.Outside outside) {
        addOutside(outside);
      }
    }
    int oldRoot =
        program.add(
            "open the outer root",
            SyscallNumber.OPENAT,
            value(AT_FDCWD),
            text("/"),
            value(O_PATH | O_CLOEXEC),
            NONE);
    if (root instanceof RootFileSystem.Overlay overlay) {
      overlay(overlay);
    } else if (root instanceof RootFileSystem.Directory directory) {
      String path = directory.directory().toString();
      mount("bind the root file system", path, path, MS_BIND | MS_REC);
      program.add("enter the root file system", SyscallNumber.CHDIR, text(path));
    }
    program.add("make it the root", SyscallNumber.PIVOT_ROOT, text("."), text("."));
    program.add("return to the outer root", SyscallNumber.FCHDIR, new ResultOf(oldRoot));
    program.add("close the outer root", SyscallNumber.CLOSE, new ResultOf(oldRoot));
  }

  /** Mounts what later mounts are bound from; before the root is entered. */
  private void addOutside(Mount.Outside mount) {
    if (mount instanceof Mount.Merged merged) {
      mountOverlay(merged.overlay());
    } else if (mount instanceof Mount.Memory memory) {
      memory(memory);
    }
  }

  private void memory(Mount.Memory memory) {
    String place = memory.target();
    program.add(fileSystem("tmpfs", place, MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=700"));
    for (MemoryFile file : memory.files()) {
      String path = place + "/" + file.name();
      int opened =
          program.add(
              "create " + path,
              SyscallNumber.OPENAT,
              value(AT_FDCWD),
              text(path),
              value(O_WRONLY | O_CREAT | O_CLOEXEC),
              value(0600));
      program.add(
          "write " + path,
          SyscallNumber.WRITE,
          new ResultOf(opened),
          bytes(file.content().toByteArray()),
          value(file.content().length()));
      program.add("close " + path, SyscallNumber.CLOSE, new ResultOf(opened));
      program.add(ownerEntry(file, path));
      program.add(
          "set the mode of " + path,
          SyscallNumber.FCHMODAT,
          value(AT_FDCWD),
          text(path),
          value(file.permissions()));
    }
  }

  /** A tmpfs has attributes of users since Linux 6.6; before, all its files are root's. */
  private static Entry ownerEntry(MemoryFile file, String path) {
    byte[] owner = file.owner().encode();
    return Entry.of(
            "set the owner of " + path,
            SyscallNumber.SETXATTR,
            text(path),
            text(RootlessContainersOwner.ATTRIBUTE),
            bytes(owner),
            value(owner.length),
            value(0))
        .ignoringErrors();
  }

  private void overlay(RootFileSystem.Overlay overlay) {
    mountOverlay(overlay);
    program.add("enter the overlay", SyscallNumber.CHDIR, text(overlay.mountPoint()));
  }

  private void mountOverlay(RootFileSystem.Overlay overlay) {
    program.add(
        "enter the store", SyscallNumber.CHDIR, text(overlay.base().toAbsolutePath().toString()));
    String options =
        "lowerdir="
            + String.join(":", overlay.lowers())
            + ",upperdir="
            + overlay.upper()
            + ",workdir="
            + overlay.work()
            + ",userxattr";
    program.add(
        overlayEntry(overlay, options + ",volatile").ignoringErrors().skippingAfterSuccess(1));
    program.add(overlayEntry(overlay, options));
  }

  private static Entry overlayEntry(RootFileSystem.Overlay overlay, String options) {
    return Entry.of(
        "mount the overlay",
        SyscallNumber.MOUNT,
        text("overlay"),
        text(overlay.mountPoint()),
        text("overlay"),
        NONE,
        text(options));
  }

  /** Detaches the old root and leaves the working directory in the new one. */
  void leaveOldRoot() {
    program.add("detach the outer root", SyscallNumber.UMOUNT2, text("."), value(MNT_DETACH));
    program.add("enter the new root", SyscallNumber.CHDIR, text("/"));
  }

  /** Appends what one mount needs. */
  void add(Mount mount) {
    String target = mount.target();
    if (mount instanceof Mount.Proc) {
      program.add(
          fileSystem("proc", target, MS_NOSUID | MS_NODEV | MS_NOEXEC, "")
              .ignoringErrors()
              .skippingAfterSuccess(1));
      mount("bind the outer /proc", "proc", target, MS_BIND | MS_REC);
    } else if (mount instanceof Mount.DevicePseudoTerminals) {
      program.add(
          fileSystem("devpts", target, MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620")
              .ignoringErrors()
              .skippingAfterSuccess(1));
      mount("bind the outer /dev/pts", "dev/pts", target, MS_BIND);
    } else if (mount instanceof Mount.Tmpfs tmpfs) {
      program.add(fileSystem("tmpfs", target, MS_NOSUID | MS_NODEV, tmpfs.options()));
    } else if (mount instanceof Mount.Bind bind) {
      bind(bind);
    } else if (mount instanceof Mount.ReadOnly) {
      readOnly(target, 0);
    } else if (mount instanceof Mount.OptionalBind bind) {
      if (Files.exists(bind.source())) {
        mount("bind " + bind.source(), relative(bind.source()), target, MS_BIND);
      }
    } else {
      addEntry(mount);
    }
  }

  private void addEntry(Mount mount) {
    if (mount instanceof Mount.EmptyFile) {
      int file =
          program.add(
              "create " + mount.target(),
              SyscallNumber.OPENAT,
              value(AT_FDCWD),
              text(mount.target()),
              value(O_WRONLY | O_CREAT | O_CLOEXEC),
              value(0644));
      program.add("close " + mount.target(), SyscallNumber.CLOSE, new ResultOf(file));
    } else if (mount instanceof Mount.EmptyDirectory) {
      program.add(
          Entry.of(
                  "create " + mount.target(),
                  SyscallNumber.MKDIRAT,
                  value(AT_FDCWD),
                  text(mount.target()),
                  value(0755))
              .ignoring(Errno.EEXIST));
    } else if (mount instanceof Mount.Link link) {
      program.add(
          "link " + mount.target(),
          SyscallNumber.SYMLINKAT,
          text(link.text()),
          value(AT_FDCWD),
          text(mount.target()));
    }
  }

  private void bind(Mount.Bind bind) {
    mount("bind " + bind.source(), relative(bind.source()), bind.target(), MS_BIND | MS_REC);
    if (bind.readOnly()) {
      readOnly(bind.target(), AT_RECURSIVE);
    }
  }

  private void readOnly(String target, long flags) {
    program.add(
        Entry.of(
                "make " + target + " read-only",
                SyscallNumber.MOUNT_SETATTR,
                value(AT_FDCWD),
                text(target),
                value(flags),
                bytes(readOnlyAttributes()),
                value(SIZE_OF_MOUNT_ATTR))
            .ignoringErrors()
            .skippingAfterSuccess(1));
    mount(
        "make " + target + " read-only",
        "none",
        target,
        MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);
  }

  /** struct mount_attr with attr_set = MOUNT_ATTR_RDONLY, mount_setattr(2). */
  private static byte[] readOnlyAttributes() {
    return ByteBuffer.allocate(SIZE_OF_MOUNT_ATTR)
        .order(ByteOrder.nativeOrder())
        .putLong(MOUNT_ATTR_RDONLY)
        .array();
  }

  private static Entry fileSystem(String type, String target, long flags, String options) {
    return Entry.of(
        "mount a " + type + " on " + target,
        SyscallNumber.MOUNT,
        text(type),
        text(target),
        text(type),
        value(flags),
        text(options));
  }

  private void mount(String purpose, String source, String target, long flags) {
    List<Argument> arguments = List.of(text(source), text(target), NONE, value(flags), NONE);
    program.add(purpose, SyscallNumber.MOUNT, arguments.toArray(new Argument[0]));
  }

  /** The source seen from the outer root; absolute links in it would lead into the image. */
  private static String relative(Path source) {
    String path = source.toAbsolutePath().normalize().toString();
    return path.equals("/") ? "." : path.substring(1);
  }
}
