// Ethernet (IEEE 802.3), with what it may carry: type or length, 802.1Q tags, LLC and SNAP.
#pragma once

#include "decoders/core/line.h"
#include "decoders/core/names.h"

namespace tapbond::text {

// Where a frame's addresses are, for payloads that print them.
struct LinkAddresses {
  Bytes data;
  std::uint32_t source = 0;
  std::uint32_t destination = 0;
};

extern const Names kEthertypes;
extern const Names kOrganisations;  // by the first three bytes of their addresses

// What a switch chip puts between a frame's addresses and its type, and how that is told.
struct SwitchTag {
  std::uint32_t size;
  void (*put)(Line& line, Bytes tag);
};

// A whole frame, also where it is the payload of a tunnel. Returns the size of its header.
std::uint32_t ethernet(Line& line, Bytes frame, const SwitchTag* tag = nullptr);

// The payload of an ethertype; false where the type is not known.
bool ethertype(Line& line, std::uint16_t type, Bytes payload, const LinkAddresses* addresses);

void put_ethertype(Line& line, std::uint16_t type);   // "ethertype IPv4 (0x0800)", "IPv4" with -q
void put_tag_control(Line& line, std::uint16_t tag);  // "vlan 5, p 0" (IEEE 802.1Q)

// Realtek's switch control; tells the addresses as well.
void realtek(Line& line, Bytes data, const LinkAddresses* addresses);

// Between vehicles (ETSI TS 102 636-4-1).
void geonetworking(Line& line, Bytes data, const LinkAddresses* addresses);

// Between vehicles and road side (ISO 29281).
void calm_fast(Line& line, Bytes data, const LinkAddresses* addresses);

// IEEE 802.2 LLC and SNAP. Returns the header's size, negative where the payload was not known.
int llc(Line& line, Bytes data, const LinkAddresses* addresses);
// SNAP after its LLC header; false where the payload was not known.
bool snap(Line& line, Bytes data, const LinkAddresses* addresses, std::uint32_t bridge_pad);

}  // namespace tapbond::text
