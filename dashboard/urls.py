"""Every address of the dashboard. Those of the two apps mirror the API's own paths."""

from django.urls import include, path

from dashboard import health, home, views
from dashboard.access_log.views import access_log
from dashboard.accounts import signing
from dashboard.accounts import views as accounts
from dashboard.oidc.urls import addresses
from dashboard.status.views import status

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("integrations_ui.urls")),
    path("", include("invoices_ui.urls")),
    path("login/", signing.SignInView.as_view(), name="login"),
    path("logout/", signing.SignOutView.as_view(), name="logout"),
    *addresses(),
    path("sign-out-everywhere/", signing.sign_out_everywhere, name="sign_out_everywhere"),
    path("password/", signing.password_change, name="password_change"),
    path("users/", accounts.person_list, name="person_list"),
    path("users/add/", accounts.person_add, name="person_add"),
    path("users/<int:person_id>/", accounts.person_detail, name="person_detail"),
    path("access-log/", access_log, name="access_log"),
    path("status/", status, name="status"),
    path("components/", views.component_sheet, name="component_sheet"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "dashboard.errors.bad_request"
handler403 = "dashboard.errors.forbidden"
handler404 = "dashboard.errors.not_found"
handler500 = "dashboard.errors.server_error"
