"""REST addresses of questions and scripts."""

from django.urls import path

from scripts import api, direct_api, upload_api

urlpatterns = [
    path("topics/", api.TopicList.as_view(), name="topic-list"),
    path("topics/<slug:slug>/picture/", api.TopicPicture.as_view(), name="topic-picture"),
    path("questions/random/", api.RandomQuestion.as_view(), name="question-random"),
    path("questions/<int:pk>/audio/", api.QuestionAudio.as_view(), name="question-audio"),
    path("scripts/", api.ScriptList.as_view(), name="script-list"),
    path("scripts/<int:pk>/", api.ScriptDetail.as_view(), name="script-detail"),
    path("scripts/<int:pk>/retry/", api.ScriptRetry.as_view(), name="script-retry"),
    path("scripts/<int:pk>/audio/", api.ScriptAudio.as_view(), name="script-audio"),
    path("uploads/", upload_api.UploadList.as_view(), name="upload-list"),
    path("direct-uploads/", direct_api.DirectUploadList.as_view(), name="direct-upload-list"),
    path("direct-uploads/<uuid:pk>/", direct_api.DirectUploadDetail.as_view(), name="direct-upload"),
    path("direct-uploads/<uuid:pk>/parts/<int:number>/", direct_api.DirectUploadPart.as_view(), name="direct-part"),
    path("uploads/<uuid:pk>/", upload_api.UploadDetail.as_view(), name="upload"),
]
