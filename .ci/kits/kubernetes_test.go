package kits

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// TestKubernetes reads every document into the type of its kind, which refuses keys that
// the kind does not have and values of another type.
func TestKubernetes(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "kubernetes.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var scripts core.ConfigMap
	var volume core.PersistentVolumeClaim
	var job batch.Job
	documents := bytes.Split(data, []byte("\n---\n"))
	kinds := []any{&scripts, &volume, &job}
	if len(documents) != len(kinds) {
		t.Fatalf("%d documents, want %d", len(documents), len(kinds))
	}
	for i, document := range documents {
		if err := yaml.UnmarshalStrict(document, kinds[i]); err != nil {
			t.Errorf("document %d: %v", i+1, err)
		}
	}
	if t.Failed() {
		return
	}
	wantIndexed(t, job.Spec)
	wantVolumes(t, job.Spec.Template.Spec, scripts.Name, volume.Name)
}

// wantIndexed has the rules of a Job that its types do not: what the API server would
// refuse, and what would make an index start again after a verdict.
func wantIndexed(t *testing.T, spec batch.JobSpec) {
	t.Helper()
	if spec.CompletionMode == nil || *spec.CompletionMode != batch.IndexedCompletion {
		t.Error("completionMode: backoffLimitPerIndex is for an Indexed Job")
	}
	if spec.BackoffLimitPerIndex == nil || spec.BackoffLimit != nil {
		t.Error("each index has tries of its own: set backoffLimitPerIndex and not backoffLimit")
	}
	if spec.Template.Spec.RestartPolicy != core.RestartPolicyNever {
		t.Error("restartPolicy: podFailurePolicy needs Never")
	}
	for i, rule := range spec.PodFailurePolicy.Rules {
		if (rule.OnExitCodes == nil) == (len(rule.OnPodConditions) == 0) {
			t.Errorf("rule %d is for exit codes or for conditions, one of both", i+1)
		}
		for _, condition := range rule.OnPodConditions {
			if condition.Status != core.ConditionTrue {
				t.Errorf("rule %d: a condition is compared with its status, which is True here", i+1)
			}
		}
		if codes := rule.OnExitCodes; codes != nil && (!slices.IsSorted(codes.Values) || slices.Contains(codes.Values, 0)) {
			t.Errorf("rule %d: exit codes rise, and 0 is no failure: %d", i+1, codes.Values)
		}
	}
}

// wantVolumes wants each volume to be there, mounted, and what other documents name.
func wantVolumes(t *testing.T, pod core.PodSpec, scripts, claim string) {
	t.Helper()
	var mounted []string
	for _, mount := range pod.Containers[0].VolumeMounts {
		mounted = append(mounted, mount.Name)
	}
	for _, volume := range pod.Volumes {
		if !slices.Contains(mounted, volume.Name) {
			t.Errorf("the volume %s is not mounted", volume.Name)
		}
		mounted = slices.DeleteFunc(mounted, func(name string) bool { return name == volume.Name })
		if volume.ConfigMap != nil && volume.ConfigMap.Name != scripts {
			t.Errorf("the volume %s is of the ConfigMap %s; the scripts are in %s", volume.Name, volume.ConfigMap.Name, scripts)
		}
		if volume.PersistentVolumeClaim != nil && volume.PersistentVolumeClaim.ClaimName != claim {
			t.Errorf("the volume %s is of the claim %s; the claim is %s", volume.Name, volume.PersistentVolumeClaim.ClaimName, claim)
		}
	}
	if len(mounted) > 0 {
		t.Errorf("there is no volume for the mounts %q", mounted)
	}
	container := pod.Containers[0].SecurityContext
	if !*pod.SecurityContext.RunAsNonRoot || !*container.ReadOnlyRootFilesystem || *container.AllowPrivilegeEscalation {
		t.Error("the container runs without rights that it does not need: not as root, nothing written but on its volumes")
	}
}
