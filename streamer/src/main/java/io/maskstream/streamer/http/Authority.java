package io.maskstream.streamer.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host and port, as in a {@code Host} header.
 *
 * @param host in lower case, without a trailing dot; an IPv6 address without brackets, in Java's notation
 * @param port -1 if there is none
 */
record Authority(String host, int port) {

    private static final Pattern SYNTAX =
            Pattern.compile("(?:\\[(?<ipv6>[0-9A-Fa-f:.]+)]|(?<name>[A-Za-z0-9._-]+))(?::(?<port>\\d{0,5}))?");

    /** Returns empty if the text is not a host with an optional port. */
    static Optional<Authority> parse(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String digits = parts.group("port");
        int port = digits == null || digits.isEmpty() ? -1 : Integer.parseInt(digits);
        String ipv6 = parts.group("ipv6");
        Optional<String> host = ipv6 == null ? name(parts.group("name")) : ipv6(ipv6);
        return host.map(found -> new Authority(found, port));
    }

    private static Optional<String> name(String text) {
        String name = text.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    /** Java does not look up a name that contains colons. */
    private static Optional<String> ipv6(String text) {
        try {
            return text.contains(":") ? Optional.of(InetAddress.getByName(text).getHostAddress()) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Returns the port, or the default port of a scheme if there is none. */
    int port(String scheme) {
        if (port >= 0) {
            return port;
        }
        return scheme.equals("https") ? 443 : 80;
    }
}
