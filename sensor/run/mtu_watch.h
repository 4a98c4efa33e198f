// How long frames the legs of a run let in while it goes on: what check_mtu() asks for.
//
// Asks the system; one thread.
#pragma once

#include <string>
#include <vector>

#include "sensor/linux/facts.h"

namespace tapbond {

class MtuWatch {
 public:
  // Legs that are interfaces of this host; "any" is none.
  explicit MtuWatch(const std::vector<std::string>& interfaces);

  // As it is now. Of a leg that is not there link.index is 0. Cheap enough for once a second.
  const std::vector<InterfaceFacts>& look();

 private:
  std::vector<InterfaceFacts> legs_;
};

}  // namespace tapbond
