// Writes a capture file of made-up traffic of one kind, whole conversations with right checksums:
// what printing text is measured on.

#include <getopt.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/decoders/frame_builder.h"
#include "tests/files/capture_builder.h"

namespace {

using namespace tapbond::test;
using tapbond::CaptureBuilder;

constexpr const char* kHelp = R"(usage: traffic_maker [--count N] KIND FILE
Writes N packets of made-up traffic, ten microseconds apart, to a pcap file (microsecond stamps).

KIND is udp (datagrams of 64 bytes between unknown ports), tcp (conversations on port 443), dns
(questions and answers), or mix (those, HTTP, NTP, ARP, ICMP, and IPv6).

      --count N   packets (default 1000000)
      --help
)";

constexpr std::uint32_t kMagic = 0xa1b2c3d4;  // microseconds
constexpr std::uint64_t kFirstStamp = 1'700'000'000'000'000;
constexpr std::uint64_t kGap = 10;
constexpr std::uint64_t kSecond = 1'000'000;

enum Flag : unsigned { kFin = 0x01, kSyn = 0x02, kPush = 0x08, kAck = 0x10 };

// A few thousand clients come back again and again, as they do on a real network: so many that
// conversations have to be found again, and so few that nobody's table of them decides the result.
constexpr std::uint32_t kPairs = 4'093;

struct Pair {
  Hosts hosts;
  unsigned port;
};

Pair pair_of(std::uint32_t number) {
  const std::uint32_t scattered = number % kPairs * 0x9e3779b9u;
  return {{0x0a000000u | scattered >> 16, 0xc6336400u | (scattered >> 8 & 0xff)},
          20'000 + scattered % 20'011};
}

using Frames = std::vector<Octets>;

Frames datagrams(std::uint32_t number) {
  const Pair pair = pair_of(number);
  return {udp4(pair.port, 9999, Octets(64, 0x2e), pair.hosts)};
}

Octets stamps(std::uint32_t value, std::uint32_t echo) {
  return hex("0101080a") + u32(value) + u32(echo);
}

Frames conversation(std::uint32_t number, unsigned server_port, const Octets& request,
                    const Octets& answer) {
  const Pair pair = pair_of(number);
  const Hosts& hosts = pair.hosts;
  const unsigned port = pair.port;
  std::uint32_t ours = 0x9e3779b9u * number;
  std::uint32_t theirs = 0x85ebca6bu * number;
  std::uint32_t clock = 1000 * number;
  Frames frames;
  const auto client = [&](unsigned flags, const Octets& payload, const Octets& options) {
    frames.push_back(
        tcp4({port, server_port, ours, (flags & kAck) != 0 ? theirs : 0, flags, options, payload},
             hosts));
    ours += static_cast<std::uint32_t>(payload.size()) + ((flags & (kSyn | kFin)) != 0 ? 1 : 0);
  };
  const auto server = [&](unsigned flags, const Octets& payload, const Octets& options) {
    frames.push_back(
        tcp4({server_port, port, theirs, ours, flags, options, payload}, hosts.reversed()));
    theirs += static_cast<std::uint32_t>(payload.size()) + ((flags & (kSyn | kFin)) != 0 ? 1 : 0);
  };
  const auto next = [&] {
    ++clock;
    return stamps(clock, clock - 1);
  };
  const Octets offer = hex("020405b4 0402080a") + u32(clock) + u32(0) + hex("01030307");
  client(kSyn, {}, offer);
  server(kSyn | kAck, {}, offer);
  client(kAck, {}, next());
  client(kPush | kAck, request, next());
  server(kAck, {}, next());
  for (int segment = 0; segment < 4; ++segment) {
    server(segment == 3 ? kPush | kAck : kAck, answer, next());
    if (segment % 2 == 1) client(kAck, {}, next());
  }
  client(kFin | kAck, {}, next());
  server(kFin | kAck, {}, next());
  client(kAck, {}, next());
  return frames;
}

Frames tls(std::uint32_t number) {
  return conversation(number, 443, Octets(180, 0x17), Octets(300, 0x17));
}

Frames web(std::uint32_t number) {
  return conversation(
      number, 80,
      ascii("GET /index.html HTTP/1.1\r\nHost: www.example.com\r\n"
            "User-Agent: traffic\r\nAccept: */*\r\n\r\n"),
      ascii("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n") + Octets(250, 'x'));
}

Octets label(std::string_view text) {
  return Octets{static_cast<std::uint8_t>(text.size())} + ascii(text);
}

Frames lookup(std::uint32_t number) {
  const auto [hosts, port] = pair_of(number);
  const bool ipv6 = number % 2 == 1;
  const Octets host = label("host" + std::to_string(number % 10'000));
  const Octets question =
      host + label("example") + label("com") + hex("00") + u16(ipv6 ? 28 : 1) + u16(1);
  constexpr std::size_t kHeader = 12;
  const auto domain = static_cast<unsigned>(0xc000 + kHeader + host.size());  // where its name is
  const Octets alias = hex("c00c 0005 0001 0000012c 0006") + label("cdn") + u16(domain);
  const Octets address =
      ipv6 ? hex("c00c 001c 0001 0000012c 0010 20010db8 00000000 00000000") + u32(number)
           : hex("c00c 0001 0001 0000012c 0004") + u32(0xc6336400 + number % 200);
  return {udp4(port, 53, u16(number & 0xffff) + hex("0100 0001 0000 0000 0000") + question, hosts),
          udp4(53, port,
               u16(number & 0xffff) + hex("8180 0001 0002 0000 0000") + question + alias + address,
               hosts.reversed())};
}

Frames others(std::uint32_t number) {
  const Hosts hosts = pair_of(number).hosts;
  const Octets echo = u16(1) + u16(number & 0xffff) + Octets(48, 0x20);
  return {ethernet(0x0806, hex("0001 0800 0604 0001 020000000001") + u32(hosts.source) +
                               hex("000000000000") + u32(hosts.destination)),
          ipv4(1, hex("0800 0000") + echo, {}, hosts),
          ipv4(1, hex("0000 0000") + echo, {}, hosts.reversed()),
          udp4(123, 123, hex("230206ec") + Octets(44, 0x11), hosts),
          udp6(20'000 + number % 20'000, 9999, Octets(64, 0x2e)),
          tcp6({20'000 + number % 20'000, 443, number, number, kPush | kAck, stamps(number, number),
                Octets(100, 0x17)})};
}

Frames mix(std::uint32_t number) {
  switch (number % 8) {
    case 0:
      return web(number);
    case 1:
      return others(number);
    case 2:
    case 3:
      return lookup(number);
    case 4:
    case 5:
      return datagrams(number);
    default:
      return tls(number);
  }
}

const std::map<std::string, Frames (*)(std::uint32_t)> kKinds{
    {"udp", datagrams}, {"tcp", tls}, {"dns", lookup}, {"mix", mix}};

void write(std::ofstream& file, const CaptureBuilder& part) {
  file.write(part.data().data(), static_cast<std::streamsize>(part.size()));
}

}  // namespace

int main(int argc, char** argv) try {
  std::uint64_t count = 1'000'000;
  const std::array options{option{"count", required_argument, nullptr, 'c'},
                           option{"help", no_argument, nullptr, 'h'}, option{}};
  for (int choice; (choice = getopt_long(argc, argv, "", options.data(), nullptr)) != -1;) {
    switch (choice) {
      case 'c':
        count = std::stoull(optarg);
        break;
      case 'h':
        std::cout << kHelp;
        return 0;
      default:
        throw std::invalid_argument("see --help");
    }
  }
  if (argc - optind != 2) throw std::invalid_argument("needs a kind and a file; see --help");
  const auto kind = kKinds.find(argv[optind]);
  if (kind == kKinds.end()) throw std::invalid_argument("no such kind; see --help");

  std::ofstream file(argv[optind + 1], std::ios::binary);
  write(file, CaptureBuilder().pcap_header(kMagic));
  std::uint64_t written = 0;
  for (std::uint32_t number = 0; written < count; ++number) {
    for (const Octets& frame : kind->second(number)) {
      if (written == count) break;
      const std::uint64_t stamp = kFirstStamp + written++ * kGap;
      write(file, CaptureBuilder().pcap_record(static_cast<std::uint32_t>(stamp / kSecond),
                                               static_cast<std::uint32_t>(stamp % kSecond),
                                               std::string(frame.begin(), frame.end()),
                                               static_cast<std::uint32_t>(frame.size())));
    }
  }
  file.flush();
  if (!file) throw std::runtime_error("the disk took not everything");
  return 0;
} catch (const std::exception& error) {
  std::cerr << "traffic_maker: " << error.what() << '\n';
  return 1;
}
