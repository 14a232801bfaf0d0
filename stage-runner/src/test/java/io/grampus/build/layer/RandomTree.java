package io.grampus.build.layer;

import io.grampus.os.Timestamp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Fills a directory with files of every kind, the same for the same seed. */
final class RandomTree {
  private final TestTree tree;
  private final Random random;
  private final List<String> directories = new ArrayList<>(List.of(""));
  private final List<String> files = new ArrayList<>();

  RandomTree(TestTree tree, long seed) {
    this.tree = tree;
    this.random = new Random(seed);
  }

  void fill(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      String name = pick(directories) + name(i);
      switch (random.nextInt(8)) {
        case 0, 1 -> addDirectory(name);
        case 2 -> tree.link(name, "target-" + "t".repeat(random.nextInt(150)));
        case 3 -> tree.fifo(name);
        case 4 -> addHardLink(name);
        default -> addFile(name);
      }
    }
    for (String directory : directories.subList(1, directories.size())) {
      finish(directory.substring(0, directory.length() - 1));
    }
  }

  private void addDirectory(String name) throws IOException {
    tree.directory(name, 0700);
    directories.add(name + "/");
  }

  private void addFile(String name) throws IOException {
    byte[] content = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(3000)];
    random.nextBytes(content);
    tree.file(TestTree.bytes(name), content, 0600);
    files.add(name);
    finish(name);
  }

  private void addHardLink(String name) throws IOException {
    if (files.isEmpty()) {
      addFile(name);
    } else {
      tree.hardLink(name, pick(files));
    }
  }

  private void finish(String name) throws IOException {
    if (random.nextBoolean()) {
      byte[] value = new byte[random.nextInt(40)];
      random.nextBytes(value);
      tree.xattr(name, "user.r" + random.nextInt(5), value);
    }
    if (random.nextBoolean()) {
      tree.owner(name, random.nextInt(5_000_000), random.nextInt(1000));
    }
    tree.mode(name, 0700 | random.nextInt(010000));
    tree.time(name, new Timestamp(random.nextInt(), 0));
  }

  private String name(int number) {
    return switch (random.nextInt(5)) {
      case 0 -> number + "-" + "long".repeat(40);
      case 1 -> number + " \u00fc\n\\";
      default -> "n" + number;
    };
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
