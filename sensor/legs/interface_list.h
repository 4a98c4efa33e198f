// The interfaces that can be legs, numbered as tcpdump -D numbers them.
#pragma once

#include <string>
#include <vector>

namespace tapbond {

struct ListedInterface {
  int number;  // from 1
  std::string name;
  std::string description;  // libpcap's, of what is no network interface; empty otherwise
};

// In tcpdump's order. Throws std::runtime_error.
std::vector<ListedInterface> listed_interfaces();

// A line per link type that the leg can be asked for, as tcpdump -L prints it.
std::string linktype_list(const std::string& interface);

// A line per type of time stamp that -j can choose there, as tcpdump -J prints it.
std::string stamp_type_list(const std::string& interface);

// The interface of that number; anything that is no number, or is an interface's own name, stays as
// it is. Throws std::runtime_error when there are not so many.
std::string interface_by_number(const std::string& text);

}  // namespace tapbond
