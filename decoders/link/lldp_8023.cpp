// What 802.3 tells in LLDP: autonegotiation, power, link aggregation, frame size.
#include "decoders/core/names.h"
#include "decoders/link/lldp_organisations.h"

namespace tapbond::text {
namespace {

constexpr Name kStatus[] = {{0x01, "supported"}, {0x02, "enabled"}};

// ifMauAutoNegCapAdvertisedBits (RFC 4836), whose first bit is the highest one.
constexpr Name kAdvertised[] = {
    {0x4000, "10BASE-T hdx"},
    {0x2000, "10BASE-T fdx"},
    {0x1000, "100BASE-T4"},
    {0x0800, "100BASE-TX hdx"},
    {0x0400, "100BASE-TX fdx"},
    {0x0200, "100BASE-T2 hdx"},
    {0x0100, "100BASE-T2 fdx"},
    {0x0080, "Pause for fdx links"},
    {0x0040, "Asym PAUSE for fdx"},
    {0x0020, "Sym PAUSE for fdx"},
    {0x0010, "Asym and Sym PAUSE for fdx"},
    {0x0008, "1000BASE-{X LX SX CX} hdx"},
    {0x0004, "1000BASE-{X LX SX CX} fdx"},
    {0x0002, "1000BASE-T hdx"},
    {0x0001, "1000BASE-T fdx"},
};
// dot3MauType (RFC 4836).
constexpr Name kMauTypes[] = {
    {0, "Unknown"},
    {1, "AUI"},
    {2, "10BASE_5"},
    {3, "FOIRL"},
    {4, "10BASE2"},
    {5, "10BASET duplex mode unknown"},
    {6, "10BASEFP"},
    {7, "10BASEFB"},
    {8, "10BASEFL duplex mode unknown"},
    {9, "10BROAD36"},
    {10, "10BASET hdx"},
    {11, "10BASET fdx"},
    {12, "10BASEFL hdx"},
    {13, "10BASEFL fdx"},
    {14, "100BASET4"},
    {15, "100BASETX hdx"},
    {16, "100BASETX fdx"},
    {17, "100BASEFX hdx"},
    {18, "100BASEFX fdx"},
    {19, "100BASET2 hdx"},
    {20, "100BASET2 fdx"},
    {21, "1000BASEX hdx"},
    {22, "1000BASEX fdx"},
    {23, "1000BASELX hdx"},
    {24, "1000BASELX fdx"},
    {25, "1000BASESX hdx"},
    {26, "1000BASESX fdx"},
    {27, "1000BASECX hdx"},
    {28, "1000BASECX fdx"},
    {29, "1000BASET hdx"},
    {30, "1000BASET fdx"},
    {31, "10GBASEX"},
    {32, "10GBASELX4"},
    {33, "10GBASER"},
    {34, "10GBASEER"},
    {35, "10GBASELR"},
    {36, "10GBASESR"},
    {37, "10GBASEW"},
    {38, "10GBASEEW"},
    {39, "10GBASELW"},
    {40, "10GBASESW"},
};
constexpr Name kPowerSupport[] = {
    {0x01, "PSE"}, {0x02, "supported"}, {0x04, "enabled"}, {0x08, "can be controlled"}};
constexpr Name kPowerPairs[] = {{1, "signal"}, {2, "spare"}};
constexpr Name kPowerClasses[] = {
    {1, "class0"}, {2, "class1"}, {3, "class2"}, {4, "class3"}, {5, "class4"}};

void autonegotiation(Line& line, Bytes value) {
  const std::uint8_t status = value.u8(0);
  line.put("\n\t    autonegotiation [");
  put_bits(line, kStatus, status, "none");
  const std::uint16_t advertised = value.u16(1);
  line.print("] (0x{:02x})\n\t    PMD autoneg capability [", status);
  put_bits(line, kAdvertised, advertised, "unknown");
  line.print("] (0x{:04x})\n\t    MAU type ", advertised);
  const std::uint16_t mau = value.u16(3);
  put_name(line, kMauTypes, mau, "unknown");
  line.print(" (0x{:04x})", mau);
}

void power(Line& line, Bytes value) {
  line.put("\n\t    MDI power support [");
  put_bits(line, kPowerSupport, value.u8(0), "none");
  line.put("], power pair ");
  put_name(line, kPowerPairs, value.u8(1), "unknown");
  line.put(", power class ");
  put_name(line, kPowerClasses, value.u8(2), "unknown");
}

void frame_size(Line& line, Bytes value) { line.print("\n\t    MTU size {}", value.u16(0)); }

constexpr LldpSubtype kSubtypes[] = {
    {1, "MAC/PHY configuration/status", 5, autonegotiation},
    {2, "Power via MDI", 3, power},
    {3, "Link aggregation", kLldpAggregationSize, lldp_aggregation},
    {4, "Max frame size", 2, frame_size},
};

}  // namespace

void lldp_aggregation(Line& line, Bytes value) {
  line.put("\n\t    aggregation status [");
  put_bits(line, kStatus, value.u8(0), "none");
  line.print("], aggregation port ID {}", value.u32(1));
}

constinit const std::span<const LldpSubtype> kLldp8023 = kSubtypes;

}  // namespace tapbond::text
