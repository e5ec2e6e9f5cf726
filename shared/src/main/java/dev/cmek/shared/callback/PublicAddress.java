package dev.cmek.shared.callback;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// Tells addresses on the public internet from all others.
///
/// The blocks are those that IANA lists as not globally reachable ("IPv4 Special-Purpose Address
/// Registry", "IPv6 Special-Purpose Address Registry"), multicast, and those that carry an IPv4
/// address inside of an IPv6 one. Java itself reads `::ffff:10.0.0.1` as 10.0.0.1.
final class PublicAddress {

  private static final List<Block> NOT_PUBLIC_4 =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4")
          .map(Block::of)
          .toList();

  /// "IPv6 Global Unicast Allocations": all of loopback, mapped, translated, unique local,
  /// link-local and multicast addresses lie outside.
  private static final Block GLOBAL_6 = Block.of("2000::/3");

  private static final List<Block> NOT_PUBLIC_6 =
      Stream.of("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20").map(Block::of).toList();

  private PublicAddress() {}

  static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? NOT_PUBLIC_4.stream().noneMatch(block -> block.holds(bytes))
        : GLOBAL_6.holds(bytes) && NOT_PUBLIC_6.stream().noneMatch(block -> block.holds(bytes));
  }

  private record Block(BigInteger prefix, int hostBits) {

    private static Block of(String text) {
      int slash = text.indexOf('/');
      byte[] address = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
      int hostBits = address.length * 8 - Integer.parseInt(text.substring(slash + 1));
      return new Block(new BigInteger(1, address).shiftRight(hostBits), hostBits);
    }

    private boolean holds(byte[] address) {
      return new BigInteger(1, address).shiftRight(hostBits).equals(prefix);
    }
  }
}
