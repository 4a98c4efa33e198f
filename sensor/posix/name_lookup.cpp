#include "sensor/posix/name_lookup.h"

#include <netdb.h>
#ifdef __GLIBC__
#include <nss.h>
#endif

namespace tapbond {

void look_up_no_names_elsewhere() {
#ifdef __GLIBC__
  // A source of that name does not exist, so that nothing is found; nscd is passed over as well.
  for (const char* database : {"hosts", "networks", "ethers"}) {
    __nss_configure_lookup(database, "none");
  }
  for (const char* database : {"services", "protocols"}) __nss_configure_lookup(database, "files");
#endif
}

}  // namespace tapbond
