// Big Switch Networks' messages and actions in OpenFlow 1.0.
#include "decoders/application/openflow_10.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/ethertype.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

constexpr Name kMessages[] = {
    {0, "SET_IP_MASK"},
    {1, "GET_IP_MASK_REQUEST"},
    {2, "GET_IP_MASK_REPLY"},
    {3, "SET_MIRRORING"},
    {4, "GET_MIRRORING_REQUEST"},
    {5, "GET_MIRRORING_REPLY"},
    {6, "SHELL_COMMAND"},
    {7, "SHELL_OUTPUT"},
    {8, "SHELL_STATUS"},
    {9, "GET_INTERFACES_REQUEST"},
    {10, "GET_INTERFACES_REPLY"},
    {11, "SET_PKTIN_SUPPRESSION_REQUEST"},
    {12, "SET_L2_TABLE_REQUEST"},
    {13, "GET_L2_TABLE_REQUEST"},
    {14, "GET_L2_TABLE_REPLY"},
    {15, "VIRTUAL_PORT_CREATE_REQUEST"},
    {16, "VIRTUAL_PORT_CREATE_REPLY"},
    {17, "VIRTUAL_PORT_REMOVE_REQUEST"},
    {18, "BW_ENABLE_SET_REQUEST"},
    {19, "BW_ENABLE_GET_REQUEST"},
    {20, "BW_ENABLE_GET_REPLY"},
    {21, "BW_CLEAR_DATA_REQUEST"},
    {22, "BW_CLEAR_DATA_REPLY"},
    {23, "BW_ENABLE_SET_REPLY"},
    {24, "SET_L2_TABLE_REPLY"},
    {25, "SET_PKTIN_SUPPRESSION_REPLY"},
    {26, "VIRTUAL_PORT_REMOVE_REPLY"},
    {27, "HYBRID_GET_REQUEST"},
    {28, "HYBRID_GET_REPLY"},
    {31, "PDU_TX_REQUEST"},
    {32, "PDU_TX_REPLY"},
    {33, "PDU_RX_REQUEST"},
    {34, "PDU_RX_REPLY"},
    {35, "PDU_RX_TIMEOUT"},
};
constexpr Name kActions[] = {{1, "MIRROR"}, {2, "SET_TUNNEL_DST"}, {4, "CHECKSUM"}};
constexpr Name kStages[] = {{0, "INGRESS"}, {1, "EGRESS"}};
constexpr Name kSwitches[] = {{0, "OFF"}, {1, "ON"}};
constexpr std::uint32_t kMirror = 1;

void put_shell_text(Line& line, Reader from) {
  line.put(", data '");
  if (!put_text(line, from.rest(), 0, from.length())) line.cut_here();
  line.put('\'');
}

// False where the message's size is not what it has to be.
bool put_body(Line& line, std::uint32_t subtype, Reader from) {
  const std::uint32_t size = from.length();
  switch (subtype) {
    case 0:
    case 2:
      if (size != 8) return false;
      line.print(", index {}", from.u8());
      from.skip(3);
      put_ipv4(line, ", mask ", from.rest(), 0);
      return true;
    case 1:
      if (size != 8) return false;
      line.print(", index {}", from.u8());
      from.pass(7);
      return true;
    case 3:
    case 4:
    case 5:
      if (size != 4) return false;
      put_name(line, ", report_mirror_ports ", kSwitches, from.u8(), "bogus ({})");
      from.pass(3);
      return true;
    case 6:
      if (size < 4) return false;
      line.print(", service {}", from.u32());
      put_shell_text(line, from);
      return true;
    case 7:
      put_shell_text(line, from);
      return true;
    case 8:
      if (size == 4) line.print(", status 0x{:08x}", from.u32());
      return size == 4;
    case 9:
    case 13:
    case 19:
    case 21:
    case 27:
      return size == 0;
    case 17:
      if (size == 4) line.print(", vport_no {}", from.u32());
      return size == 4;
    default:
      from.pass(size);
      return true;
  }
}

}  // namespace

void put_big_switch_message(Line& line, Reader from) {
  if (from.length() < 4) return put_openflow_invalid(line, from);
  const std::uint32_t subtype = from.u32();
  line.put("\n\t subtype ");
  put_name(line, kMessages, subtype, "unknown (0x{:08x})");
  if (!put_body(line, subtype, from)) put_openflow_invalid(line, from);
}

void put_big_switch_action(Line& line, Reader from) {
  if (from.length() < 4) return put_openflow_invalid(line, from);
  const std::uint32_t subtype = from.u32();
  line.put("\n\t  subtype ");
  put_name(line, kActions, subtype, "unknown (0x{:08x})");
  if (subtype != kMirror) return from.pass(from.length());
  if (from.length() != 12) return put_openflow_invalid(line, from);
  line.print(", dest_port {}", from.u32());
  const std::uint32_t tag = from.u32();
  if (tag >> 16 == 0) {
    line.put(", vlan_tag none");
  } else if (tag >> 16 == Ethertype::VLAN) {
    line.put(", vlan_tag 802.1Q (");
    put_tag_control(line, static_cast<std::uint16_t>(tag & 0xffff));
    line.put(')');
  } else {
    line.print(", vlan_tag unknown (0x{:04x})", tag >> 16);
  }
  put_name(line, ", copy_stage ", kStages, from.u8(), "unknown ({})");
  from.pass(3);
}

}  // namespace tapbond::text
