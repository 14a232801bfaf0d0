package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.sandbox.OwnerTable.FileKey;
import io.grampus.sandbox.OwnerTable.Owner;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class OwnerTableTest {
  private static final FileKey FILE = new FileKey(12, 1_700_000_000L, 5);
  private static final FileKey SAME_INODE_BORN_LATER = new FileKey(12, 1_700_000_000L, 6);

  @Test
  void knowsAFileByInodeAndBirth() {
    OwnerTable table = new OwnerTable();
    table.put(FILE, new Owner(1, 2));
    assertThat(table.find(FILE)).contains(new Owner(1, 2));
    assertThat(table.find(SAME_INODE_BORN_LATER)).isEmpty();
  }

  @Test
  void forgetsWhatBecomesRoots() {
    OwnerTable table = new OwnerTable();
    table.put(FILE, new Owner(1, 2));
    table.put(FILE, Owner.ROOT);
    assertThat(table.isEmpty()).isTrue();
  }

  @Test
  void comesBackFromItsBytes() throws Exception {
    OwnerTable table = new OwnerTable();
    table.put(SAME_INODE_BORN_LATER, new Owner(-2, 65534));
    table.put(FILE, new Owner(0, 7));
    OwnerTable read = OwnerTable.decode(table.encode());
    assertThat(read.find(SAME_INODE_BORN_LATER)).contains(new Owner(-2, 65534));
    assertThat(read.find(FILE)).contains(new Owner(0, 7));
    assertThat(read.encode()).isEqualTo(table.encode());
  }

  @Test
  void remembersThatThereAreAccessControlLists() throws Exception {
    OwnerTable table = new OwnerTable();
    assertThat(OwnerTable.decode(table.encode()).hasLists()).isFalse();
    table.noteList();
    assertThat(table.isWorthKeeping()).isTrue();
    assertThat(OwnerTable.decode(table.encode()).hasLists()).isTrue();
    assertThat(table.copy().hasLists()).isTrue();
  }

  @Test
  void readsATableOfTheFirstFormat() throws Exception {
    byte[] first = HexFormat.of().parseHex("474f540100000000");
    assertThat(OwnerTable.decode(first).isEmpty()).isTrue();
  }

  @Test
  void aCopyGoesItsOwnWay() {
    OwnerTable table = new OwnerTable();
    table.put(FILE, new Owner(1, 2));
    OwnerTable copy = table.copy();
    copy.put(FILE, new Owner(3, 4));
    assertThat(table.find(FILE)).contains(new Owner(1, 2));
  }

  @Test
  void refusesBytesThatAreNoTable() {
    byte[] table = new OwnerTable().encode();
    assertThatThrownBy(() -> OwnerTable.decode(Arrays.copyOf(table, 5)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> OwnerTable.decode(Arrays.copyOf(table, table.length + 1)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> OwnerTable.decode(new byte[8])).isInstanceOf(IOException.class);
  }
}
