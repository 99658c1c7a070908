"""REST addresses of feedback."""

from django.urls import path

from feedback import api

urlpatterns = [
    path("consults/<uuid:pk>/finish/", api.ConsultFinish.as_view(), name="consult-finish"),
    path("feedback/", api.FeedbackList.as_view(), name="feedback-list"),
    path("feedback/<int:pk>/", api.FeedbackDetail.as_view(), name="feedback-detail"),
]
