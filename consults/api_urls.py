"""REST addresses of consults."""

from django.urls import path

from consults import api

urlpatterns = [
    path("consults/", api.ConsultList.as_view(), name="consult-list"),
    path("consults/<uuid:pk>/", api.ConsultDetail.as_view(), name="consult-detail"),
    path("consults/<uuid:pk>/claim/", api.ConsultClaim.as_view(), name="consult-claim"),
    path("consults/<uuid:pk>/cancel/", api.ConsultCancel.as_view(), name="consult-cancel"),
    path("consults/<uuid:pk>/journal/", api.ConsultJournal.as_view(), name="consult-journal"),
    path("consults/<uuid:pk>/leave/", api.ConsultLeave.as_view(), name="consult-leave"),
    path("consults/<uuid:pk>/drop/", api.ConsultDrop.as_view(), name="consult-drop"),
    path("consults/<uuid:pk>/audio/", api.ConsultAudio.as_view(), name="consult-audio"),
]
