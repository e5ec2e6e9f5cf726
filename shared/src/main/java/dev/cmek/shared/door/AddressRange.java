package dev.cmek.shared.door;

import java.net.InetAddress;
import java.util.Arrays;

/// Addresses that begin with the same bits, such as `203.0.113.0/24` or `2001:db8::/32`.
///
/// @param network its first address
/// @param prefix how many bits they share
public record AddressRange(InetAddress network, int prefix) {

  /// Reads a range, or a single address.
  ///
  /// @throws IllegalArgumentException if it is neither, or the range of all addresses
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int bits = network.getAddress().length * 8;
    int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
    if (prefix < 1 || prefix > bits) {
      throw new IllegalArgumentException("the prefix must be 1 to " + bits);
    }
    if (!Arrays.equals(network.getAddress(), firstBits(network, prefix))) {
      throw new IllegalArgumentException("the address has bits after its prefix");
    }
    return new AddressRange(network, prefix);
  }

  /// Whether an address is among them; a text that is no address is not.
  public boolean contains(String address) {
    try {
      InetAddress other = InetAddress.ofLiteral(address);
      return other.getAddress().length == network.getAddress().length
          && Arrays.equals(network.getAddress(), firstBits(other, prefix));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static byte[] firstBits(InetAddress address, int prefix) {
    byte[] bytes = address.getAddress();
    for (int bit = prefix; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return bytes;
  }
}
