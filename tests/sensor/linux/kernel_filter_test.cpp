#include "sensor/linux/kernel_filter.h"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/if_arp.h>

#include <array>
#include <optional>
#include <random>
#include <string>

#include "sensor/legs/frame_filter.h"

namespace tapbond {
namespace {

constexpr int kEthernet = 1;
constexpr int kCooked = 113;
constexpr int kCooked2 = 276;

using Bytes = std::vector<std::uint8_t>;

// A frame as the kernel has it, and as it is captured.
struct KernelFrame {
  Bytes bytes{};
  std::uint16_t protocol = 0;
  std::uint32_t interface = 2;
  std::uint16_t hardware = ARPHRD_ETHER;
  std::uint8_t type = PACKET_HOST;
  std::uint16_t tag_type = 0;  // 0: there is no tag
  std::uint16_t tag = 0;
};

std::uint32_t known_beside(const KernelFrame& frame, std::uint32_t what) {
  switch (what) {
    case SKF_AD_PROTOCOL:
      return frame.protocol;
    case SKF_AD_PKTTYPE:
      return frame.type;
    case SKF_AD_IFINDEX:
      return frame.interface;
    case SKF_AD_HATYPE:
      return frame.hardware;
    case SKF_AD_VLAN_TAG:
      return frame.tag;
    case SKF_AD_VLAN_TAG_PRESENT:
      return frame.tag_type != 0 ? 1 : 0;
    case SKF_AD_VLAN_TPID:
      return frame.tag_type;
    default:
      ADD_FAILURE() << "loads " << what;
      return 0;
  }
}

// Runs a program as the kernel does (Documentation/networking/filter.rst): bytes that it accepts.
std::uint32_t run(const std::vector<bpf_insn>& program, const KernelFrame& frame) {
  std::uint32_t a = 0;
  std::uint32_t x = 0;
  std::array<std::uint32_t, BPF_MEMWORDS> memory{};
  const auto load = [&](std::uint32_t at, int size) -> std::optional<std::uint32_t> {
    const std::uint32_t bytes = size == BPF_W ? 4 : size == BPF_H ? 2 : 1;
    if (std::size_t{at} + bytes > frame.bytes.size()) return std::nullopt;
    std::uint32_t value = 0;
    for (std::uint32_t i = 0; i < bytes; ++i) value = value << 8 | frame.bytes[at + i];
    return value;
  };
  for (std::size_t at = 0;; ++at) {
    const bpf_insn& step = program.at(at);
    const std::uint32_t k = step.k;
    const std::uint32_t operand = BPF_SRC(step.code) == BPF_X ? x : k;
    std::optional<std::uint32_t> loaded;
    switch (BPF_CLASS(step.code)) {
      case BPF_RET:
        return k;
      case BPF_LD:
        switch (BPF_MODE(step.code)) {
          case BPF_ABS:
            loaded = k >= static_cast<std::uint32_t>(SKF_AD_OFF)
                         ? known_beside(frame, k - static_cast<std::uint32_t>(SKF_AD_OFF))
                         : load(k, BPF_SIZE(step.code));
            break;
          case BPF_IND:
            loaded = load(x + k, BPF_SIZE(step.code));
            break;
          case BPF_LEN:
            loaded = static_cast<std::uint32_t>(frame.bytes.size());
            break;
          case BPF_MEM:
            loaded = memory.at(k);
            break;
          default:
            loaded = k;
        }
        if (!loaded) return 0;
        a = *loaded;
        break;
      case BPF_LDX:
        if (BPF_MODE(step.code) == BPF_MSH) {
          loaded = load(k, BPF_B);
          if (!loaded) return 0;
          x = 4 * (*loaded & 0xf);
        } else {
          x = BPF_MODE(step.code) == BPF_MEM ? memory.at(k) : k;
        }
        break;
      case BPF_ST:
        memory.at(k) = a;
        break;
      case BPF_STX:
        memory.at(k) = x;
        break;
      case BPF_ALU:
        switch (BPF_OP(step.code)) {
          case BPF_ADD:
            a += operand;
            break;
          case BPF_SUB:
            a -= operand;
            break;
          case BPF_MUL:
            a *= operand;
            break;
          case BPF_AND:
            a &= operand;
            break;
          case BPF_OR:
            a |= operand;
            break;
          case BPF_LSH:
            a <<= operand;
            break;
          case BPF_RSH:
            a >>= operand;
            break;
          default:
            ADD_FAILURE() << "calculates";
        }
        break;
      case BPF_JMP: {
        bool yes = true;
        switch (BPF_OP(step.code)) {
          case BPF_JA:
            at += k;
            continue;
          case BPF_JEQ:
            yes = a == operand;
            break;
          case BPF_JGT:
            yes = a > operand;
            break;
          case BPF_JGE:
            yes = a >= operand;
            break;
          default:
            yes = (a & operand) != 0;
        }
        at += yes ? step.jt : step.jf;
        break;
      }
      default:
        BPF_MISCOP(step.code) == BPF_TAX ? x = a : a = x;
    }
  }
}

KernelFilter compiled(const std::string& filter, int linktype, KernelFilterOptions options) {
  return kernel_filter(FrameFilter(filter, linktype).program(), options);
}

void put16(Bytes& bytes, std::uint16_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
  bytes.push_back(static_cast<std::uint8_t>(value & 0xff));
}

// Ethernet frames of much that filters ask for, with no tag, one or two.
class Frames {
 public:
  KernelFrame next() {
    KernelFrame frame;
    for (int i = 0; i < 12; ++i) frame.bytes.push_back(some(4));
    if (random_() % 3 != 0) {
      frame.tag_type = random_() % 2 == 0 ? 0x8100 : 0x88a8;
      frame.tag = static_cast<std::uint16_t>(100 + random_() % 3 + (random_() % 4 << 13));
    }
    if (random_() % 4 == 0) {
      put16(frame.bytes, 0x8100);
      put16(frame.bytes, static_cast<std::uint16_t>(100 + random_() % 3));
    }
    constexpr std::uint16_t kTypes[] = {0x0800, 0x0800, 0x86dd, 0x0806, 0x8847, 0x0026, 0x8864};
    put16(frame.bytes, kTypes[random_() % std::size(kTypes)]);
    frame.protocol = static_cast<std::uint16_t>(frame.bytes[12] << 8 | frame.bytes[13]);
    // An IPv4 header for the most part, with a header of 20 or 24 bytes.
    constexpr std::uint8_t kProtocols[] = {1, 6, 17, 89};
    Bytes rest(60 + random_() % 40);
    for (std::uint8_t& byte : rest) byte = some(4);
    rest[0] = random_() % 4 == 0 ? 0x46 : 0x45;
    rest[6] = rest[7] = 0;
    rest[9] = kProtocols[random_() % std::size(kProtocols)];
    rest[12] = rest[16] = 10;
    rest[20] = rest[22] = rest[24] = rest[26] = 0;
    rest[21] = rest[23] = rest[25] = rest[27] = random_() % 2 == 0 ? 53 : 80;
    frame.bytes.insert(frame.bytes.end(), rest.begin(), rest.end());
    frame.type = random_() % 2 == 0 ? PACKET_OUTGOING : PACKET_HOST;
    return frame;
  }

 private:
  std::uint8_t some(unsigned of) { return static_cast<std::uint8_t>(random_() % of); }
  std::mt19937 random_{1};
};

// As libpcap and tapbond deliver it.
Bytes captured(const KernelFrame& frame) {
  Bytes bytes = frame.bytes;
  if (frame.tag_type == 0) return bytes;
  Bytes tag;
  put16(tag, frame.tag_type);
  put16(tag, frame.tag);
  bytes.insert(bytes.begin() + 12, tag.begin(), tag.end());
  return bytes;
}

bool passes(const FrameFilter& filter, const Bytes& bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  return filter.passes(bytes.data(), size, size);
}

const char* const kUsual[] = {"icmp",
                              "port 53",
                              "not port 53",
                              "vlan",
                              "vlan 100",
                              "not vlan 100",
                              "vlan 100 and port 53",
                              "port 53 or (vlan and port 80)",
                              "vlan and vlan 101",
                              "vlan 100 and vlan 101 and tcp",
                              "ether[12:2] = 0x8100",
                              "ether[12:2] = 0x88a8",
                              "ether[14:2] & 0xfff = 100",
                              "ether[14] & 0xe0 = 0x20",
                              "ether[15] = 102",
                              "ether[16:2] = 0x800",
                              "ether[13] = 0xa8",
                              "arp",
                              "ip6",
                              "mpls",
                              "ether proto 0x8847",
                              "ether host 00:01:02:03:00:01",
                              "ether src 00:01:02:03:00:01 or ip",
                              "ether multicast",
                              "src net 10.0.0.0/14 and dst port 80",
                              "host 10.1.2.3 or host 10.2.1.0",
                              "tcp[13] & 1 != 0",
                              "udp[4:2] > 100",
                              "len > 100",
                              "greater 110 and less 120",
                              "llc",
                              "stp",
                              "ether[0] & 1 = 0 and ip[1] = 2"};

TEST(KernelFilter, MeansOfATaggedFrameWhatItMeansInAFile) {
  for (const char* expression : kUsual) {
    const FrameFilter filter(expression, kEthernet);
    const KernelFilter kernel = compiled(expression, kEthernet, {.layout = FrameLayout::kTagged});
    EXPECT_TRUE(kernel.exact) << expression;
    Frames frames;
    int passed = 0;
    for (int i = 0; i < 3000; ++i) {
      const KernelFrame frame = frames.next();
      const bool expected = passes(filter, captured(frame));
      passed += expected ? 1 : 0;
      ASSERT_EQ(run(kernel.program, frame) != 0, expected)
          << expression << ", frame " << i << ", tag type " << frame.tag_type;
    }
    EXPECT_LT(passed, 3000) << expression;
  }
}

TEST(KernelFilter, LetsPassWhatItCannotKnow) {
  for (const char* expression : {"ether[12:4] = 0x81000064", "ether[ether[0]:1] = 0",
                                 "ether[10:4] = 0x00018100", "ip protochain 6"}) {
    const FrameFilter filter(expression, kEthernet);
    const KernelFilter kernel =
        compiled(expression, kEthernet, {.layout = FrameLayout::kTagged, .snaplen = 96});
    EXPECT_FALSE(kernel.exact) << expression;
    Frames frames;
    for (int i = 0; i < 3000; ++i) {
      const KernelFrame frame = frames.next();
      const std::uint32_t accepted = run(kernel.program, frame);
      if (passes(filter, captured(frame))) {
        ASSERT_GE(accepted, frame.bytes.size()) << expression;
      }
    }
  }
}

TEST(KernelFilter, AsksTheKernelForACookedHeader) {
  const KernelFrame arp{.bytes = Bytes(28), .protocol = 0x0806, .interface = 7};
  KernelFrame out = arp;
  out.type = PACKET_OUTGOING;
  for (const int linktype : {kCooked, kCooked2}) {
    const FrameLayout layout = linktype == kCooked ? FrameLayout::kCooked : FrameLayout::kCooked2;
    const auto accepts = [&](const char* filter, const KernelFrame& frame) {
      const KernelFilter kernel = compiled(filter, linktype, {.layout = layout});
      EXPECT_TRUE(kernel.exact) << filter;
      return run(kernel.program, frame) != 0;
    };
    EXPECT_TRUE(accepts("arp", arp));
    EXPECT_FALSE(accepts("ip", arp));
    EXPECT_TRUE(accepts("inbound", arp));
    EXPECT_FALSE(accepts("outbound", arp));
    EXPECT_TRUE(accepts("outbound", out));
    EXPECT_TRUE(accepts("arp[0:2] = 0 and not arp[1] = 1", arp));
    EXPECT_TRUE(accepts(linktype == kCooked ? "len = 44" : "len = 48", arp));
  }
  const KernelFilter on_seven = compiled("ifindex 7", kCooked2, {.layout = FrameLayout::kCooked2});
  EXPECT_NE(run(on_seven.program, arp), 0u);
}

TEST(KernelFilter, LeavesOutWhatComesASecondTime) {
  constexpr unsigned kLoopback = 1;
  const KernelFilter everything = kernel_filter({}, {.once_on = kLoopback});
  EXPECT_TRUE(everything.exact);
  KernelFrame frame{.bytes = Bytes(60), .interface = kLoopback};
  EXPECT_NE(run(everything.program, frame), 0u);
  frame.type = PACKET_OUTGOING;
  EXPECT_EQ(run(everything.program, frame), 0u);
  frame.interface = 2;
  EXPECT_NE(run(everything.program, frame), 0u);
  frame.hardware = ARPHRD_CAN;
  EXPECT_EQ(run(everything.program, frame), 0u);
}

TEST(KernelFilter, TellsDirections) {
  const KernelFilter in = compiled("inbound and arp", kEthernet, {.layout = FrameLayout::kTagged});
  EXPECT_TRUE(in.exact);
  KernelFrame arp{.bytes = Bytes(60)};
  arp.bytes[12] = 8;
  arp.bytes[13] = 6;
  EXPECT_NE(run(in.program, arp), 0u);
  arp.type = PACKET_OUTGOING;
  EXPECT_EQ(run(in.program, arp), 0u);
}

std::string hosts(int count) {
  std::string filter = "icmp";
  for (int i = 0; i < count; ++i) {
    filter += " or host 10." + std::to_string(i / 250) + '.' + std::to_string(i % 250) + ".1";
  }
  return filter;
}

TEST(KernelFilter, JumpsAsFarAsALongFilterNeeds) {
  const FrameFilter filter(hosts(200), kEthernet);
  const KernelFilter kernel = kernel_filter(filter.program(), {.layout = FrameLayout::kTagged});
  EXPECT_TRUE(kernel.exact);
  KernelFrame frame{.bytes = Bytes(60)};
  frame.bytes[12] = 8;
  frame.bytes[26] = 10;
  frame.bytes[29] = 1;
  for (int last = 0; last < 256; ++last) {
    frame.bytes[28] = static_cast<std::uint8_t>(last);
    EXPECT_EQ(run(kernel.program, frame) != 0, last < 200) << last;
  }
}

TEST(KernelFilter, StaysWithinWhatTheKernelTakes) {
  const FrameFilter filter(hosts(800), kEthernet);
  const KernelFilter kernel =
      kernel_filter(filter.program(), {.layout = FrameLayout::kTagged, .snaplen = 96});
  EXPECT_FALSE(kernel.exact);
  EXPECT_LE(kernel.program.size(), std::size_t{BPF_MAXINSNS});
  EXPECT_EQ(run(kernel.program, {.bytes = Bytes(60)}), 262144u);
}

}  // namespace
}  // namespace tapbond
