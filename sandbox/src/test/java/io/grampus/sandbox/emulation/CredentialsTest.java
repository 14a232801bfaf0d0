package io.grampus.sandbox.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.sandbox.CapabilitySet;
import io.grampus.sandbox.emulation.Credentials.UserIds;
import java.util.List;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  @Test
  void losesCapabilitiesWithTheLastZero() {
    Credentials savedRoot = Credentials.ROOT.withUser(new UserIds(5, 5, 0, 5));
    assertThat(savedRoot.capabilities().effective()).isZero();
    assertThat(savedRoot.capabilities().permitted()).isEqualTo(CapabilitySet.bits());
    Credentials left = Credentials.ROOT.withUser(UserIds.all(5));
    assertThat(left.capabilities().permitted()).isZero();
  }

  @Test
  void effectiveCapabilitiesFollowTheEffectiveUser() {
    Credentials away = Credentials.ROOT.withUser(new UserIds(0, 5, 0, 5));
    assertThat(away.has(Capabilities.CHOWN)).isFalse();
    Credentials back = away.withUser(UserIds.all(0));
    assertThat(back.capabilities()).isEqualTo(Capabilities.OF_ROOT);
  }

  @Test
  void theFileSystemUserDecidesOnThoseForFiles() {
    Credentials nfs = Credentials.ROOT.withFileSystemUser(5);
    assertThat(nfs.overridesModes()).isFalse();
    assertThat(nfs.has(Capabilities.SETUID)).isTrue();
    assertThat(nfs.withFileSystemUser(0)).isEqualTo(Credentials.ROOT);
  }

  @Test
  void keepsCapabilitiesWhereThatWasAskedFor() {
    Credentials root =
        Credentials.ROOT.withCapabilities(
            Capabilities.OF_ROOT.withSecureBits(Capabilities.KEEP_CAPS));
    Credentials left = root.withUser(UserIds.all(5));
    assertThat(left.capabilities().permitted()).isEqualTo(CapabilitySet.bits());
    assertThat(left.capabilities().effective()).isZero();
    Credentials started = left.afterExecute(5, 6, FileCapabilities.NONE);
    assertThat(started.capabilities()).isEqualTo(Capabilities.OF_OTHERS);
  }

  @Test
  void aProgramGainsWhatItsFileHasAndLosesWhatIsAmbient() {
    long bind = Capabilities.bit(Capabilities.NET_BIND_SERVICE);
    Capabilities inherited = new Capabilities(bind, 0, bind, bind, CapabilitySet.bits(), 0);
    Credentials who = Credentials.of(5, 5, List.of()).withCapabilities(inherited);
    assertThat(who.afterExecute(5, 5, FileCapabilities.NONE).capabilities().effective())
        .isEqualTo(bind);
    long chown = Capabilities.bit(Capabilities.CHOWN);
    FileCapabilities file = new FileCapabilities(chown, 0, true);
    Capabilities gained = who.afterExecute(5, 5, file).capabilities();
    assertThat(gained.effective()).isEqualTo(chown);
    assertThat(gained.ambient()).isZero();
  }

  @Test
  void aProgramGainsNothingBeyondTheBoundingSet() {
    Capabilities bounded = Capabilities.OF_ROOT.withoutBounding(Capabilities.CHOWN);
    Credentials who = Credentials.ROOT.withCapabilities(bounded);
    assertThat(who.has(Capabilities.CHOWN)).isTrue();
    assertThat(who.afterExecute(0, 0, FileCapabilities.NONE).has(Capabilities.CHOWN)).isFalse();
  }

  @Test
  void accessAsksWithTheRealIds() {
    Credentials setuid =
        new Credentials(
            new UserIds(5, 0, 0, 0),
            new UserIds(6, 0, 0, 0),
            List.of(),
            Capabilities.OF_ROOT,
            false);
    assertThat(AccessRules.allows(setuid, 0600, 0, 0, AccessRules.READ)).isTrue();
    assertThat(AccessRules.allows(setuid.withRealIdsForFiles(), 0600, 0, 0, AccessRules.READ))
        .isFalse();
  }

  @Test
  void theMostSpecificClassDecides() {
    Credentials who = Credentials.of(5, 6, List.of(7));
    assertThat(AccessRules.allows(who, 0077, 5, 6, AccessRules.READ)).isFalse();
    assertThat(AccessRules.allows(who, 0707, 9, 7, AccessRules.READ)).isFalse();
    assertThat(AccessRules.allows(who, 0007, 9, 9, AccessRules.READ)).isTrue();
  }

  @Test
  void locksKeepSecureBitsAsTheyAre() {
    int keep = Capabilities.KEEP_CAPS;
    int locked = Capabilities.KEEP_CAPS_LOCKED;
    Capabilities open = Capabilities.OF_ROOT.withSecureBits(keep);
    assertThat(open.allowsSecureBits(0)).isTrue();
    assertThat(open.allowsSecureBits(0x1000)).isFalse();
    Capabilities shut = Capabilities.OF_ROOT.withSecureBits(locked);
    assertThat(shut.allowsSecureBits(0)).isFalse();
    assertThat(shut.allowsSecureBits(locked | keep)).isFalse();
    assertThat(shut.allowsSecureBits(locked | Capabilities.NOROOT)).isTrue();
  }
}
